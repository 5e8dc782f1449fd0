// A whole mailbox from a real mail server into an empty office, beside mbsync and beside the obvious pipeline.
import { spawnSync } from 'node:child_process'
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import type { OfficeLoad, OfficeRun } from './ingest-office.ts'
import { startMailServer } from './mail-server.ts'

interface PeerLoad {
  perSecond: number
  stored: number
}

const PROBE_PER_SECOND = 50

export async function ingest({ letters, runs, profile }: Options): Promise<Measured> {
  const hasMbsync = spawnSync('mbsync', ['--version']).status === 0
  const alone: OfficeLoad[] = []
  const asked: OfficeLoad[] = []
  const copied: PeerLoad[] = []
  const obvious: PeerLoad[] = []
  const server = await startMailServer({ full: ['office'], empty: [] }, letters)
  try {
    const login = server.login('office')
    const office = (probePerSecond: number) =>
      measure<OfficeLoad>('ingest-office.ts', { login, letters, probePerSecond, profile } satisfies OfficeRun)
    for (let run = 0; run < runs; run++) {
      alone.push(await office(0))
      if (hasMbsync) copied.push(await measure<PeerLoad>('ingest-mbsync.ts', login))
      obvious.push(await measure<PeerLoad>('ingest-obvious.ts', login))
      asked.push(await office(PROBE_PER_SECOND))
    }
  } finally {
    await server.stop()
  }
  const speed = (loads: readonly { perSecond: number }[]) => loads.map((load) => load.perSecond)
  const whole = { what: 'whole load', unit: 'letters/s', better: 'more', ours: speed(alone) } satisfies Figure
  return {
    figures: [
      { what: 'mailbox checked and saved', unit: 's', better: 'less', ours: alone.map((load) => load.savedSeconds) },
      {
        what: 'newest 50 listed and read',
        unit: 's',
        better: 'less',
        ours: alone.map((load) => load.firstSeconds),
        goal: { is: 3 },
      },
      ...(hasMbsync
        ? [{ ...whole, goal: { times: 1 }, peer: { name: 'mbsync (copies, fsync on)', runs: speed(copied) } }]
        : []),
      { ...whole, goal: { times: 2 }, peer: { name: 'the obvious pipeline', runs: speed(obvious) } },
      { what: 'CPU of the program', unit: 's', better: 'less', ours: alone.map((load) => load.cpuSeconds) },
      {
        what: 'peak memory of the program',
        unit: 'MB',
        better: 'less',
        ours: alone.map((load) => load.peakMb),
        goal: { is: 350 },
      },
      { what: 'file of the office', unit: 'MB', better: 'less', ours: alone.map((load) => load.fileMb) },
      {
        what: `whole load while asked ${PROBE_PER_SECOND} times a second`,
        unit: 'letters/s',
        better: 'more',
        ours: speed(asked),
      },
      ...probed(asked),
    ],
    notes: [
      `${letters} letters, one of them of 28 MB, by IMAP without TLS on loopback; Golub stores with WAL and synchronous=NORMAL (FULL only before outside effects), the obvious pipeline likewise, mbsync with its fsync.`,
      ...(hasMbsync ? [] : ['mbsync is not installed, so its column is missing: sudo apt-get install isync.']),
      ...asked.flatMap(({ probed }) =>
        probed?.refused ? [`${probed.refused} requests of the probe were refused.`] : [],
      ),
    ],
  }
}

function probed(loads: readonly OfficeLoad[]): Figure[] {
  const all = loads.flatMap(({ probed }) => (probed ? [probed.taken] : []))
  const kinds = [
    ['a list', all.map((taken) => taken.list)],
    ['a conversation', all.map((taken) => taken.conversation)],
    ['a write', all.map((taken) => taken.write)],
    ['any request', all.map((taken) => [...taken.list, ...taken.conversation, ...taken.write])],
  ] as const
  return kinds.flatMap(([what, runs]): Figure[] => [
    {
      what: `${what} meanwhile, half of them`,
      unit: 'ms',
      better: 'less',
      ours: runs.map((run) => percentile(run, 0.5)),
    },
    {
      what: `${what} meanwhile, 99 %`,
      unit: 'ms',
      better: 'less',
      ours: runs.map((run) => percentile(run, 0.99)),
      ...(what === 'any request' ? { goal: { is: 50 } } : {}),
    },
  ])
}
