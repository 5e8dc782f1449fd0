// A large office: how soon the program answers, what the store's calls take, what search takes.
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import { startOffice } from './office.ts'
import type { CalledStore, Calls } from './store-calls.ts'
import { type OfficeCopy, storeOffice } from './store-office.ts'

const CALL_MS = 5
const SEARCH_MS = 50
const START_S = 1.5

export async function store({ store: letters, runs }: Options): Promise<Measured> {
  const copy = await storeOffice(letters)
  const starts: number[] = []
  const called: CalledStore[] = []
  try {
    for (let run = 0; run < runs; run++) {
      starts.push(await firstAnswer(copy))
      called.push(await measure<CalledStore>('store-calls.ts', copy.file))
    }
  } finally {
    copy.drop()
  }
  const [first] = called
  return {
    figures: [
      {
        what: 'start of the program to its first list',
        unit: 's',
        better: 'less',
        ours: starts,
        goal: { is: START_S },
      },
      ...figures(
        called.map((run) => run.calls),
        CALL_MS,
      ),
      ...figures(
        called.map((run) => run.searches),
        SEARCH_MS,
      ),
    ],
    notes: [
      `${first?.letters} letters in ${first?.conversations} conversations of two mailboxes; calls at the store, without HTTP; a list page is 50 rows with all that a row shows.`,
      'The peer is the same question without our plan: no index, OFFSET, order by rank, a join after the full text index, LIKE.',
    ],
  }
}

async function firstAnswer({ folder, token }: OfficeCopy): Promise<number> {
  const begun = performance.now()
  const office = await startOffice(folder)
  const response = await fetch(`${office.url}/api/v1/conversations?limit=50`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const list: { items: unknown[] } = await response.json()
  const seconds = (performance.now() - begun) / 1000
  await office.stop()
  if (!list.items?.length) throw new Error(`the office on ${folder} lists nothing`)
  return seconds
}

function figures(runs: readonly Calls[][], goal: number): Figure[] {
  return (runs[0] ?? []).flatMap(({ what }, n): Figure[] => {
    const same = runs.flatMap((run) => run[n] ?? [])
    const peers = same.flatMap(({ peer }) => (peer ? [percentile(peer, 0.5)] : []))
    const half = same.map(({ ours }) => percentile(ours, 0.5))
    return [
      {
        what: `${what}, half of them`,
        unit: 'ms',
        better: 'less',
        ours: half,
        ...(peers.length ? { peer: { name: 'without our plan', runs: peers } } : {}),
      },
      {
        what: `${what}, 99 %`,
        unit: 'ms',
        better: 'less',
        ours: same.map(({ ours }) => percentile(ours, 0.99)),
        goal: { is: goal },
      },
    ]
  })
}
