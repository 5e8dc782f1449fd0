import type { IncomingMessage, ServerResponse } from 'node:http'
import { DraftId } from '../../shared/model/ids.ts'
import { callerWith } from './caller.ts'
import type { App } from './context.ts'
import { fileOf } from './files.ts'
import { given } from './given.ts'
import { Problem } from './problems.ts'
import { headerOf, sendJson } from './session-routes.ts'
import type { Identity } from './sessions.ts'

/** A sender that falls silent for so long has gone. */
const SILENCE_MS = 60_000

/** `POST /api/v1/drafts/{id}/files?name=…[&cid=…][&at=…]`: the body is the file, `at` its place among the others (ascending). Answers false for other paths. */
export async function uploadRest(
  app: App,
  identity: Identity,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const [, id] = /^\/api\/v1\/drafts\/(\d+)\/files$/.exec(path) ?? []
  if (id === undefined || request.method !== 'POST') return false
  const caller = callerWith({ app, identity }, 'mail.send')
  const draft = DraftId.safeParse(Number(id))
  if (!draft.success) throw new Problem('not-found')
  const { searchParams } = new URL(request.url ?? '', 'http://golub')
  const mime = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const upload = {
    name: searchParams.get('name') ?? '',
    mime: /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime : 'application/octet-stream',
    size: sizeOf(request),
    contentId: contentIdOf(searchParams.get('cid'), mime),
    position: positionOf(searchParams.get('at')),
  }
  request.setTimeout(SILENCE_MS, () => request.destroy())
  try {
    const file = given(await app.engine.uploads.take(caller.user, draft.data, upload, request))
    sendJson(response, 201, fileOf(caller, file))
  } catch (error) {
    // The sender stopped in the middle (cancelled, closed, lost): there is nobody to answer.
    if (request.destroyed && !request.complete) response.destroy()
    else throw error
  }
  return true
}

function sizeOf(request: IncomingMessage): number | null {
  const length = headerOf(request, 'content-length')
  return length === undefined || !/^\d+$/.test(length) ? null : Number(length)
}

function positionOf(at: string | null): number | null {
  if (at === null) return null
  if (!/^\d{1,15}$/.test(at)) throw new Problem('bad-input', { field: 'at' })
  return Number(at)
}

// It goes into headers and HTML of the letter; only pictures stand in a text.
function contentIdOf(cid: string | null, mime: string): string | null {
  if (cid === null) return null
  if (!/^[\w.-]{1,100}@golub$/.test(cid) || !/^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(mime))
    throw new Problem('bad-input', { field: 'cid' })
  return cid
}
