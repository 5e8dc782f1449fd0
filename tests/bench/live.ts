// From the server's EXISTS to the row in the list, on a quiet program and while it loads another mailbox.
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import type { Deliveries, LiveRun } from './live-deliveries.ts'
import { startMailServer } from './mail-server.ts'

const DELIVERIES = 60

export async function live({ letters, runs }: Options): Promise<Measured> {
  const quiet: Deliveries[] = []
  const busy: Deliveries[] = []
  for (let run = 0; run < runs; run++) {
    // A fresh server each time: the letters of the run before would be loaded as history.
    const server = await startMailServer({ full: ['office'], empty: ['clerk'] }, letters)
    try {
      const clerk = server.login('clerk')
      quiet.push(
        await measure<Deliveries>('live-deliveries.ts', {
          clerk,
          office: null,
          deliveries: DELIVERIES,
        } satisfies LiveRun),
      )
      busy.push(
        await measure<Deliveries>('live-deliveries.ts', {
          clerk,
          office: server.login('office'),
          deliveries: DELIVERIES,
        } satisfies LiveRun),
      )
    } finally {
      await server.stop()
    }
  }
  const served = [...quiet, ...busy].flatMap((one) => one.existsMs)
  const counted = busy.map((one) => one.rowMs.length).join(', ')
  return {
    figures: [
      ...figures('EXISTS to the row in the list', quiet),
      ...figures('the same while a mailbox is loaded', busy),
    ],
    notes: [
      `Deliveries by LMTP; Dovecot itself tells of them after ${percentile(served, 0.5).toFixed(0)} ms (half of them). EXISTS as heard by an IDLE client beside the program; the row as read over the socket after the change was told.`,
      `Deliveries counted while a mailbox was loaded: ${counted} (the load of ${letters} letters may be over before ${DELIVERIES} are).`,
    ],
  }
}

function figures(what: string, runs: readonly Deliveries[]): Figure[] {
  const seen = runs.filter((run) => run.rowMs.length)
  return [
    { what: `${what}, half of them`, unit: 'ms', better: 'less', ours: seen.map((run) => percentile(run.rowMs, 0.5)) },
    {
      what: `${what}, 95 %`,
      unit: 'ms',
      better: 'less',
      ours: seen.map((run) => percentile(run.rowMs, 0.95)),
      goal: { is: 300 },
    },
  ]
}
