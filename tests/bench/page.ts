// The page in a real Chromium on the large office, against the budget of the design.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import { buildPage, root } from '../../scripts/prepare.mjs'
import { type Figure, type Measured, measure, type Options, percentile } from './harness.ts'
import type { PageRun } from './page-run.ts'
import { storeOffice } from './store-office.ts'

const RENDERER = join(root, 'out', 'renderer')

export async function page({ store: letters, runs: count }: Options): Promise<Measured> {
  buildPage()
  const copy = await storeOffice(letters)
  const runs: PageRun[] = []
  try {
    for (let run = 0; run < count; run++) runs.push(await measure<PageRun>('page-run.ts', copy.folder))
  } finally {
    copy.drop()
  }
  const of = (what: string, unit: Figure['unit'], value: (run: PageRun) => number, goal?: number): Figure => ({
    what,
    unit,
    better: 'less',
    ours: runs.map(value),
    ...(goal === undefined ? {} : { goal: { is: goal } }),
  })
  const half = (values: readonly number[]) => percentile(values, 0.5)
  const most = (values: readonly number[]) => percentile(values, 0.95)
  const rows = runs[0]?.rows
  return {
    figures: [
      of('first paint of the shell', 'ms', (run) => run.paintMs, 300),
      of('rows of the list stand', 'ms', (run) => run.rowsMs),
      of('conversation opened, asked ahead, half of them', 'ms', (run) => half(run.cached.shownMs)),
      of('conversation opened, asked ahead, 95 %', 'ms', (run) => most(run.cached.shownMs), 50),
      of('main thread for it', 'ms', (run) => half(run.cached.mainMs)),
      of('conversation opened, from the disk, half of them', 'ms', (run) => half(run.uncached.shownMs)),
      of('conversation opened, from the disk, 95 %', 'ms', (run) => most(run.uncached.shownMs), 120),
      of('main thread for it', 'ms', (run) => half(run.uncached.mainMs)),
      of('J and K: key to pixel, half of them', 'ms', (run) => half(run.keyMs)),
      of('J and K: key to pixel, 95 %', 'ms', (run) => most(run.keyMs), 32),
      ...scrolling(
        'scrolling while rows load',
        runs.map((run) => run.scrolled),
      ),
      ...scrolling(
        `scrolling in all ${rows} rows`,
        runs.map((run) => run.scrolledWhole),
      ),
      of(`walk to the end of ${rows} rows`, 's', (run) => run.loadAllSeconds),
      of('memory of the renderer with all rows', 'MB', (run) => run.rendererMb, 250),
      of('of it JavaScript', 'MB', (run) => run.heapMb),
      of('processor of the program from the first list until it rests', 'ms', (run) => run.settlingMs),
      of('processor while idle, page', '%', (run) => run.idlePercent.renderer, 1),
      of('processor while idle, program', '%', (run) => run.idlePercent.program, 1),
      ...bundle(runs[0]?.firstLoad ?? []),
    ],
    notes: [
      'Headless Chromium without a graphics card: frames and paints include drawing on the processor. Main thread: processor time of its tasks from a trace.',
    ],
  }
}

function scrolling(what: string, runs: readonly PageRun['scrolled'][]): Figure[] {
  return [
    {
      what: `${what}: frames dropped`,
      unit: '%',
      better: 'less',
      ours: runs.map(({ frames, dropped }) => (100 * dropped) / (frames + dropped)),
    },
    { what: `${what}: longest gap`, unit: 'ms', better: 'less', ours: runs.map((run) => run.longestMs) },
  ]
}

function bundle(firstLoad: readonly string[]): Figure[] {
  const all = filesIn(RENDERER)
  const first = all.filter((file) => firstLoad.includes(`/${file === 'index.html' ? '' : file}`))
  const kb = (files: readonly string[], size: (bytes: Buffer) => number) => [
    files.reduce((sum, file) => sum + size(readFileSync(join(RENDERER, file))), 0) / 1000,
  ]
  const raw = (bytes: Buffer) => bytes.length
  const gzip = (bytes: Buffer) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).length
  return [
    { what: `first load, ${first.length} files`, unit: 'KB', better: 'less', ours: kb(first, raw) },
    { what: 'first load, gzip', unit: 'KB', better: 'less', ours: kb(first, gzip) },
    { what: `whole page, ${all.length} files`, unit: 'KB', better: 'less', ours: kb(all, raw) },
    { what: 'whole page, gzip', unit: 'KB', better: 'less', ours: kb(all, gzip) },
  ]
}

function filesIn(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under)).flatMap((name) => {
    const file = join(under, name)
    return statSync(join(folder, file)).isDirectory() ? filesIn(folder, file) : [file]
  })
}
