// What every bench shares: its options, its figures, and processes of their own for everything that is measured.
import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Options {
  /** Letters in the mailbox that is loaded. */
  letters: number
  /** Letters in the store that is read. */
  store: number
  runs: number
  /** Folder for CPU profiles of the program while it loads; null takes none. */
  profile: string | null
}

export type Part = 'ingest' | 'live' | 'store' | 'outbox' | 'page' | 'typing' | 'attachment'

/** One row of the table. Runs of Golub and of the peer were interleaved: the n-th of both stand beside each other. */
export interface Figure {
  what: string
  unit: 's' | 'ms' | 'letters/s' | 'MB' | 'KB' | '%' | 'frames'
  better: 'more' | 'less'
  ours: readonly number[]
  /** The bound of the unit, or how many times as good as the peer it has to be. */
  goal?: { is: number } | { times: number }
  peer?: { name: string; runs: readonly number[] }
}

export interface Measured {
  figures: Figure[]
  /** Sentences under the table: settings, sizes, what is missing. */
  notes: string[]
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Times as good as the peer: the median of the ratios of runs that stood beside each other. */
export function ratioOf({ ours, peer, better }: Figure): number | null {
  if (!peer?.runs.length) return null
  const ratios = ours.flatMap((value, n) => {
    const other = peer.runs[n]
    return other === undefined ? [] : [better === 'more' ? value / other : other / value]
  })
  return median(ratios)
}

/** Null where there is no goal. */
export function isReached(figure: Figure): boolean | null {
  const { goal, better } = figure
  if (!goal) return null
  const ratio = ratioOf(figure)
  if ('times' in goal) return ratio === null ? null : ratio >= goal.times
  const value = median(figure.ours)
  return better === 'more' ? value >= goal.is : value <= goal.is
}

export interface Running<Result> {
  /** Tells the process to come to its end. */
  stop(): unknown
  result: Promise<Result>
}

/** Runs a script of this folder in a process of its own; it is given `input` and answers by `answer`. */
export function start<Result>(script: string, input: unknown): Running<Result> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = fork(file, [JSON.stringify(input)], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const result: Promise<Result> = answerOf(child, script)
  // Heard by whoever waits for it, which may be later.
  result.catch(() => undefined)
  return { stop: () => child.connected && child.send({ stop: true }), result }
}

export function measure<Result>(script: string, input: unknown): Promise<Result> {
  return start<Result>(script, input).result
}

function answerOf<Result>(child: ChildProcess, script: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    let answered: { result: Result } | null = null
    // Only `answer` of the same script sends here.
    child.on('message', (message) => (answered = message as { result: Result }))
    child.on('error', reject)
    child.on('exit', (code) => {
      if (answered && code === 0) resolve(answered.result)
      else reject(new Error(`${script} ended with ${code}`))
    })
  })
}

/** In a measured process: what it was asked, as its caller wrote it. */
export function asked<Input>(): Input {
  return JSON.parse(process.argv[2] ?? 'null')
}

/** In a measured process: the answer, after which nothing keeps it alive. */
export function answer(result: unknown): void {
  process.send?.({ result }, undefined, {}, () => process.disconnect())
}

/** In a measured process: resolves when the caller says `stop`. */
export function told(): Promise<void> {
  return new Promise((resolve) => process.once('message', () => resolve()))
}

export interface Usage {
  cpuSeconds: number
  peakMb: number
}

const TICKS_PER_SECOND = 100

/** What a living process has used so far (Linux: Dovecot and these benches run nowhere else). */
export function usageOf(pid: number): Usage {
  // proc(5): after the name in brackets come state, ppid, ...; utime and stime are the 12th and 13th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMb: Number(peak?.[1] ?? 0) / 1024,
  }
}

/** What a living process holds of the memory now (Linux). */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
