import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../shared/api/contract.ts'
import { LineLost, line } from './line.svelte.ts'
import { secret } from './secret.ts'

/** Every call takes the socket of the moment: a reconnect changes the link, not the client. */
const overTheLine: ClientLink<ClientContext> = {
  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const link = await line.ready()
    try {
      return await line.watched(link.call(path, input, { ...options, context: {} }))
    } catch (error) {
      if (line.state.is !== 'live' && options.signal?.aborted !== true) throw new LineLost()
      throw error
    }
  },
}

/** Procedures of the contract, typed: `client.conversations.list({ order: 'date' })`. */
export const client: ContractRouterClient<Contract> = createORPCClient(overTheLine)

/** A refusal of a plain HTTP write, in the shape the sentences of `problems.ts` read. */
export class Refused extends Error {
  readonly data: unknown
  readonly status: number
  constructor(status: number, data: unknown) {
    super(`Refused with ${status}`)
    this.name = 'Refused'
    this.status = status
    this.data = data
  }
}

/** A write outside the socket (sign-in, files): carries the page's secret; throws `Refused` or `LineLost`. */
export async function post(path: string, body: unknown, method: 'POST' | 'DELETE' = 'POST'): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (secret.current !== null) headers['x-golub-secret'] = secret.current
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body) }).catch(() => {
    throw new LineLost()
  })
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  const parsed: unknown = isJson ? await answer.json() : null
  if (!answer.ok) throw new Refused(answer.status, parsed)
  return parsed
}
