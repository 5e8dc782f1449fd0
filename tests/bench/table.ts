// The one table at the end: medians of the runs, ratios between runs that stood beside each other.
import { type Figure, isReached, type Measured, median, type Options, ratioOf } from './harness.ts'

const HEAD = ['', 'Golub', 'goal', 'peer', 'ratio', '']

export function printed(
  machine: { processor: string; cores: number; memoryGb: number; node: string },
  options: Options,
  results: readonly { part: string; seconds: number; measured: Measured }[],
): string {
  const rows = results.flatMap(({ part, seconds, measured }) => [
    [`${part} (${seconds} s)`.toUpperCase(), '', '', '', '', ''],
    ...measured.figures.map(rowOf),
  ])
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd()
  const notes = results.flatMap(({ part, measured }) => measured.notes.map((note) => `${part}: ${note}`))
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}; ${options.letters} letters, a store of ${options.store}, medians of ${options.runs}`,
    '',
    line(HEAD),
    ...rows.map(line),
    '',
    ...notes,
  ].join('\n')
}

function rowOf(figure: Figure): string[] {
  const { what, unit, ours, goal, peer, better } = figure
  const ratio = ratioOf(figure)
  const reached = isReached(figure)
  const bound = better === 'more' ? 'at least' : 'at most'
  return [
    `  ${what}`,
    amount(median(ours), unit),
    !goal ? '' : 'times' in goal ? `${goal.times.toFixed(1)}x` : `${bound} ${goal.is} ${unit}`,
    peer ? `${peer.name}: ${amount(median(peer.runs), unit)}` : '',
    ratio === null ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`,
    reached === null ? '' : reached ? 'reached' : 'MISSED',
  ]
}

function amount(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3
  return `${value.toFixed(digits)} ${unit}`
}
