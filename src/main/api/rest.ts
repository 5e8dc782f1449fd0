import type { IncomingMessage, ServerResponse } from 'node:http'
import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { ORPCError } from '@orpc/server'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import type { App, Context } from './context.ts'
import { Problem, rpcError } from './problems.ts'
import { RateLimit } from './rate-limit.ts'
import { router } from './router.ts'
import type { Identity } from './sessions.ts'

export const REST_PREFIX = '/api/v1'

// A body that is no JSON, or no whole form: thrown before a procedure could name it as it names its other refusals.
function refuseUnreadable(error: unknown): never {
  if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
  const { code, message, data } = rpcError(new Problem('bad-input'))
  throw new ORPCError(code, { defined: true, message, data })
}

/** REST: every procedure of the contract that has a route, under `/api/v1`. */
export class Rest {
  readonly #app: App
  readonly #handler = new OpenAPIHandler<Context>(router, {
    plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
    interceptors: [({ next }) => next().catch(refuseUnreadable)],
  })
  readonly #limit: RateLimit

  constructor(app: App) {
    this.#app = app
    this.#limit = new RateLimit(app.clock)
  }

  /** Throws `busy` when a token asks too often. Programs on this computer may ask more than those on the network. */
  admit(identity: Identity, request: IncomingMessage): void {
    if (identity.by !== 'token') return
    const isHere = /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
    const waitMs = this.#limit.take(`${identity.id}`, isHere ? 200 : 10)
    if (waitMs > 0) throw new Problem('busy', { params: { seconds: Math.ceil(waitMs / 1000) } })
  }

  async handle(request: IncomingMessage, response: ServerResponse, identity: Identity): Promise<boolean> {
    const key = request.headers['idempotency-key']
    const context: Context = {
      app: this.#app,
      identity,
      idempotencyKey: typeof key === 'string' && key !== '' ? key.slice(0, 255) : null,
    }
    return (await this.#handler.handle(request, response, { prefix: REST_PREFIX, context })).matched
  }
}
