import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { z } from 'zod'
import { Hello, type HelloAnswer } from '../../shared/api/session.ts'
import type { App, Context } from './context.ts'
import { checkSource } from './guard.ts'
import { router } from './router.ts'

export const SOCKET_PATH = '/ws'
const HELLO_MS = 10_000
const PING_MS = 30_000
/** The largest message is a letter of 5 million characters, which may be escaped. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024

/** RPC over WebSocket: the first message names the page's secret, then every message is a call. */
export class Socket {
  readonly #app: App
  readonly #names: () => readonly string[]
  readonly #handler = new RPCHandler<Context>(router)
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  readonly #open = new Map<WebSocket, { session: number; isAlive: boolean }>()
  readonly #ping: NodeJS.Timeout

  constructor(app: App, names: () => readonly string[]) {
    this.#app = app
    this.#names = names
    app.sessions.onEnd((session) => {
      for (const [socket, { session: its }] of this.#open) if (its === session) socket.close(4001, 'signed out')
    })
    this.#ping = setInterval(() => this.#pingAll(), PING_MS)
    this.#ping.unref()
  }

  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head))
  }

  close(): void {
    clearInterval(this.#ping)
    for (const socket of this.#server.clients) socket.close(1001, 'the program ends')
    for (const socket of this.#server.clients) setTimeout(() => socket.terminate(), 500).unref()
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // A browser that goes away in the middle of its request must not end the program.
    stream.on('error', () => stream.destroy())
    try {
      checkSource(request, this.#names(), false)
    } catch {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    if (request.url !== SOCKET_PATH) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket, request))
  }

  #greet(socket: WebSocket, request: IncomingMessage): void {
    const impatience = setTimeout(() => socket.close(4000, 'no hello'), HELLO_MS)
    socket.on('error', () => socket.terminate())
    socket.once('close', () => {
      clearTimeout(impatience)
      this.#open.delete(socket)
    })
    socket.once('message', (data) => {
      clearTimeout(impatience)
      const hello = helloOf(String(data))
      const identity = hello && this.#app.sessions.byPage(request, hello.secret)
      const answer: z.infer<typeof HelloAnswer> = identity
        ? { ok: true, build: this.#app.about.build }
        : { ok: false, problem: 'signed-out' }
      if (identity) {
        this.#open.set(socket, { session: identity.id, isAlive: true })
        socket.on('pong', () => this.#open.set(socket, { session: identity.id, isAlive: true }))
        socket.on('message', () => this.#app.engine.deps.queue.asked())
        void this.#handler.upgrade(socket, { context: { app: this.#app, identity } })
      }
      socket.send(JSON.stringify(answer))
      if (!identity) socket.close(4001, 'signed out')
    })
  }

  // A laptop that fell asleep leaves its line half open: without an answer to the last ping it is dropped.
  #pingAll(): void {
    for (const [socket, state] of this.#open) {
      if (!state.isAlive) socket.terminate()
      state.isAlive = false
      socket.ping()
    }
  }
}

function helloOf(text: string): z.infer<typeof Hello> | null {
  try {
    return Hello.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
