import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import {
  EnterByLink,
  EnterSample,
  FirstAdmin,
  NewPassword,
  type SessionState,
  SignIn,
} from '../../shared/api/session.ts'
import type { UserId } from '../../shared/model/ids.ts'
import { mailboxAddresses } from '../store/sample.ts'
import { setting } from '../store/settings.ts'
import { firstAdministrator, userById } from '../store/users.ts'
import type { App } from './context.ts'
import { isFromThisComputer } from './guard.ts'
import { Problem } from './problems.ts'
import { type Entered, SECRET_HEADER } from './sessions.ts'

const MAX_BODY_BYTES = 64 * 1024

/** The plain HTTP part of the contract: who is here, signing in and out. Answers false for other paths. */
export async function sessionRoute(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path === '/session' && request.method === 'GET') sendJson(response, 200, stateOf(app, request))
  else if (request.method !== 'POST') return false
  else if (path === '/session/first-admin')
    enter(response, await app.sessions.firstAdmin(await bodyOf(request, FirstAdmin)))
  else if (path === '/session/sign-in') enter(response, await app.sessions.signIn(await bodyOf(request, SignIn)))
  else if (path === '/session/link') enter(response, app.sessions.byLink(await bodyOf(request, EnterByLink)))
  else if (path === '/session/sample') enter(response, enterSample(app, request, await bodyOf(request, EnterSample)))
  else if (path === '/session/new-password')
    enter(response, await app.sessions.newPassword(await bodyOf(request, NewPassword)))
  else if (path === '/session/sign-out') signOut(app, request, response)
  else return false
  return true
}

function stateOf(app: App, request: IncomingMessage): SessionState {
  // The cookie alone may have come from another program on this host: it learns nobody's name.
  const page = app.sessions.byPage(request, headerOf(request, SECRET_HEADER))
  const { reader } = app.store
  const admin = firstAdministrator(reader)
  return {
    office: admin ? (setting(reader, 'office.name') ?? 'Golub') : null,
    user: page ? userById(reader, page.userId) : null,
    isSample: app.about.isSample,
    canEnterSample: sampleVisitor(app, request) !== null,
    isRestored: admin !== null && !admin.hasPassword && !app.about.isSample,
    build: app.about.build,
    isDesktop: app.about.isDesktop,
  }
}

/**
 * Nobody has a password of the sample office, and its link works once. As long as it holds invented letters only, whoever
 * sits at this computer may come in again; with a mailbox of the real world in it, its link alone leads on.
 */
function sampleVisitor({ about, store }: App, request: IncomingMessage): UserId | null {
  const admin = about.isSample ? firstAdministrator(store.reader) : null
  if (!admin || admin.hasPassword || !isFromThisComputer(request)) return null
  const invented = new Set(about.practice.map((login) => login.address))
  return mailboxAddresses(store.reader).every((address) => invented.has(address)) ? admin.id : null
}

function enterSample(app: App, request: IncomingMessage, input: EnterSample): Entered {
  const visitor = sampleVisitor(app, request)
  if (visitor === null) throw new Problem('no-right')
  return app.sessions.visit(visitor, input.locale)
}

function signOut(app: App, request: IncomingMessage, response: ServerResponse): void {
  const identity = app.sessions.byPage(request, headerOf(request, SECRET_HEADER))
  if (!identity) throw new Problem('signed-out')
  response.setHeader('Set-Cookie', app.sessions.signOut(identity))
  sendJson(response, 200, {})
}

function enter(response: ServerResponse, entered: Entered): void {
  response.setHeader('Set-Cookie', entered.cookie)
  sendJson(response, 200, entered.answer)
}

/** JSON only: a form of another site cannot send it without asking first. */
async function bodyOf<T>(request: IncomingMessage, shape: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw new Problem('bad-input')
  let text = ''
  request.setEncoding('utf8')
  for await (const part of request) {
    text += part
    if (text.length > MAX_BODY_BYTES) throw new Problem('bad-input')
  }
  const parsed = shape.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.')
  throw new Problem(field === 'password' ? 'password-short' : 'bad-input', field ? { field } : {})
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('bad-input')
  }
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store')
  response.end(JSON.stringify(value))
}
