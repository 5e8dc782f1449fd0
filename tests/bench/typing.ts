// Main thread per key in a letter with a long quote: folded, unfolded below the text, and taken into the text.
import { buildPage } from '../../scripts/prepare.mjs'
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import { QUOTE_KB, type TypingRun } from './typing-run.ts'

/** A frame at 60 Hz. */
const GOAL_MS = 16

export async function typing({ runs: count }: Options): Promise<Measured> {
  buildPage()
  const runs: TypingRun[] = []
  for (let run = 0; run < count; run++) runs.push(await measure<TypingRun>('typing-run.ts', null))
  const of = (what: string, keys: (run: TypingRun) => number[]): Figure[] =>
    (
      [
        ['half of them', 0.5],
        ['95 %', 0.95],
      ] as const
    ).map(([share, of]) => ({
      what: `${what}, ${share}`,
      unit: 'ms',
      better: 'less',
      ours: runs.map((run) => percentile(keys(run), of)),
      goal: { is: GOAL_MS },
    }))
  return {
    figures: [
      ...of('a key, the quote folded', (run) => run.foldedMs),
      ...of('a key, the quote unfolded', (run) => run.unfoldedMs),
      ...of('a key, the quote taken into the text', (run) => run.insideMs),
    ],
    notes: [
      `A quoted letter of ${QUOTE_KB} KB of HTML with tables. Processor time of the main thread's tasks from a Chromium trace, from the key to the frame after it; keys 60 ms apart.`,
    ],
  }
}
