import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveAsset } from './assets.ts'
import type { App } from './context.ts'
import { checkSource, hostName } from './guard.ts'
import { openApi } from './openapi.ts'
import { Problem, problemOf, rpcError } from './problems.ts'
import { rawRest, signedRoute } from './raw.ts'
import { REST_PREFIX, Rest } from './rest.ts'
import { headerOf, sendJson, sessionRoute } from './session-routes.ts'
import { type Identity, SECRET_HEADER } from './sessions.ts'
import { Socket } from './socket.ts'
import { uploadRest } from './uploads.ts'

export interface HttpOptions {
  /** Folder of the built renderer. */
  assets: string
  /** Names besides loopback under which a page may call us (a proxy with HTTPS before us). */
  allowHosts: readonly string[]
}

const SLOWEST_REQUEST_MS = 2 * 60 * 60_000

/** The one listener of the program: the page, its socket, REST and files. */
export class Http {
  readonly #app: App
  readonly #assets: string
  readonly #names: string[]
  readonly #rest: Rest
  readonly #socket: Socket
  readonly #server: Server

  constructor(app: App, options: HttpOptions) {
    this.#app = app
    this.#assets = options.assets
    this.#names = options.allowHosts.map((name) => hostName(name) ?? name.toLowerCase())
    this.#rest = new Rest(app)
    this.#socket = new Socket(app, () => this.#names)
    this.#server = createServer((request, response) => void this.#answer(request, response))
    // A hundred megabytes over a slow line take their time; a silent sender is cut off by the upload itself.
    this.#server.requestTimeout = SLOWEST_REQUEST_MS
    this.#socket.attach(this.#server)
  }

  /** Resolves with the port; rejects with what the system says (EADDRINUSE, EACCES). Port 0 takes any free one. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        // Somebody could not be let in, as when too many files are open; the others are served.
        this.#server.on('error', (error) => this.#app.log.warn({ error: String(error) }, 'a visitor was not let in'))
        // A listening TCP server has an AddressInfo; the string form belongs to pipes.
        resolve((this.#server.address() as AddressInfo).port)
      })
    })
  }

  async close(): Promise<void> {
    this.#socket.close()
    // Also called when listening failed: closing a server that never listened only says so.
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    setTimeout(() => this.#server.closeAllConnections(), 1000).unref()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#app.engine.deps.queue.asked()
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('X-Frame-Options', 'DENY')
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    try {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      checkSource(request, this.#names, path === '/' && request.method === 'GET')
      if (!(await this.#route(request, response, path))) throw new Problem('not-found')
    } catch (error) {
      this.#refuse(request, response, error)
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    if (path === '/session' || path.startsWith('/session/')) return sessionRoute(this.#app, request, response, path)
    if (path === `${REST_PREFIX}/openapi.json` && request.method === 'GET') {
      sendJson(response, 200, await openApi())
      return true
    }
    if (path.startsWith(`${REST_PREFIX}/`)) {
      const identity = this.#identify(request)
      this.#rest.admit(identity, request)
      if (await rawRest(this.#app, identity, request, response, path)) return true
      if (await uploadRest(this.#app, identity, request, response, path)) return true
      return this.#rest.handle(request, response, identity)
    }
    if (await signedRoute(this.#app, request, response, path)) return true
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    return serveAsset(this.#assets, request, response, path)
  }

  /** A program by its token, our own page by cookie and secret; the cookie alone opens nothing. */
  #identify(request: IncomingMessage): Identity {
    const { sessions } = this.#app
    const identity = request.headers.authorization
      ? sessions.byBearer(request)
      : sessions.byPage(request, headerOf(request, SECRET_HEADER))
    if (!identity) throw new Problem('signed-out')
    return identity
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const problem = problemOf(error, this.#app.log)
    if (response.headersSent) {
      response.destroy()
      return
    }
    const seconds = problem.params.seconds
    if (problem.problem === 'busy' && seconds !== undefined) response.setHeader('Retry-After', String(seconds))
    const { code, status } = rpcError(problem)
    const { message, data } = problem
    // One form of refusal for REST, whoever refuses; the page's own routes answer with the problem itself.
    sendJson(
      response,
      status,
      request.url?.startsWith(REST_PREFIX) ? { defined: true, code, status, message, data } : { message, ...data },
    )
  }
}
