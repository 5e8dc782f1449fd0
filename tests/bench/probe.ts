// Asks the program at a fixed rate whatever it answers (open loop): a stall shows in every request that it delays.
import { Agent, request } from 'node:http'
import type { ConversationPage } from '../../src/shared/api/conversations.ts'
import { answer, asked, told } from './harness.ts'
import { call, type Entry, headersOf } from './office.ts'

const KINDS = ['list', 'conversation', 'write'] as const
export type Kind = (typeof KINDS)[number]

/** Milliseconds from the moment at which a request was due to the end of its answer, by kind. */
export interface Probed {
  taken: Record<Kind, number[]>
  refused: number
}

async function probe({ entry, perSecond }: { entry: Entry; perSecond: number }): Promise<Probed> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const taken: Record<Kind, number[]> = { list: [], conversation: [], write: [] }
  const { items } = await call<ConversationPage>(entry, 'GET', '/conversations?limit=50')
  const ids = items.map((row) => row.id)
  let refused = 0
  let isOver = false
  void told().then(() => (isOver = true))
  const begun = performance.now()
  const all: Promise<void>[] = []
  for (let n = 0; !isOver; n++) {
    const due = begun + (n * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    const kind = KINDS[n % KINDS.length] ?? 'list'
    all.push(
      ask(agent, entry, kind, ids[n % ids.length] ?? 0, n).then((isAnswered) => {
        taken[kind].push(performance.now() - due)
        if (!isAnswered) refused++
      }),
    )
  }
  await Promise.all(all)
  agent.destroy()
  return { taken, refused }
}

function ask(agent: Agent, entry: Entry, kind: Kind, id: number, n: number): Promise<boolean> {
  if (kind === 'list') return send(agent, entry, 'GET', '/conversations?limit=50')
  if (kind === 'conversation') return send(agent, entry, 'GET', `/conversations/${id}`)
  // Half of the writes reach the mail server (\Seen), the other half stay here.
  if (n % 2) return send(agent, entry, 'POST', '/conversations/read', { ids: [id], read: n % 4 === 1 })
  return send(agent, entry, 'POST', '/conversations/state', { ids: [id], state: n % 4 === 0 ? 'closed' : 'open' })
}

function send(agent: Agent, entry: Entry, method: 'GET' | 'POST', path: string, body?: object): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const address = `${entry.url}/api/v1${path}`
    const asking = request(address, { method, agent, headers: headersOf(entry) }, (response) => {
      response.resume()
      response.on('end', () => resolve((response.statusCode ?? 500) < 400))
    })
    asking.on('error', (error) => {
      // The server ended a line that had been idle: asked again on another one, as every client does.
      if (asking.reusedSocket) resolve(send(agent, entry, method, path, body))
      else reject(error)
    })
    asking.end(body && JSON.stringify(body))
  })
}

answer(await probe(asked<{ entry: Entry; perSecond: number }>()))
