// A mailing of ten thousand letters in the queue: the send loop must not notice.
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import type { OutboxCalls } from './outbox-calls.ts'

const WAITING = 10_000
const PICK_MS = 1
const PAGE_MS = 50

export async function outbox({ runs }: Options): Promise<Measured> {
  const called: OutboxCalls[] = []
  for (let run = 0; run < runs; run++) called.push(await measure<OutboxCalls>('outbox-calls.ts', WAITING))
  return {
    figures: (called[0]?.calls ?? []).flatMap(({ what }, n): Figure[] => {
      const same = called.flatMap((run) => run.calls[n]?.ours ?? [])
      const goal = { is: what.startsWith('next') ? PICK_MS : PAGE_MS }
      return [
        {
          what: `${what}, half of them`,
          unit: 'ms',
          better: 'less',
          ours: called.map((run) => percentile(run.calls[n]?.ours ?? [], 0.5)),
        },
        { what: `${what}, 99 %`, unit: 'ms', better: 'less', ours: [percentile(same, 0.99)], goal },
      ]
    }),
    notes: [`${called[0]?.waiting} letters wait in one mailbox, as many lie in its log; calls at the store.`],
  }
}
