// node tests/bench/profile.ts FOLDER: where the threads of the program spent their time, from `--profile FOLDER`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[]
  samples: number[]
  /** Microseconds before each sample. */
  timeDeltas: number[]
}

const SHOWN = 24
const THREADS = ['mail-worker', 'parse-worker', 'reader-worker']
const IDLE = new Set(['(idle)', '(program)'])

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Say where the profiles are: node tests/bench/profile.ts FOLDER')
for (const name of readdirSync(folder).sort())
  if (name.endsWith('.cpuprofile')) show(JSON.parse(readFileSync(join(folder, name), 'utf8')))

function show(profile: Profile): void {
  const thread =
    THREADS.find((worker) => profile.nodes.some((node) => node.callFrame.url.includes(`${worker}.ts`))) ?? 'engine'
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
  )
  const self = new Map<string, number>()
  const whole = new Map<string, number>()
  let busy = 0
  let idle = 0
  profile.samples.forEach((sample, n) => {
    const took = profile.timeDeltas[n] ?? 0
    const { callFrame } = nodes.get(sample)!
    if (IDLE.has(callFrame.functionName)) {
      idle += took
      return
    }
    busy += took
    add(self, labelOf(callFrame), took)
    // A function that calls itself counts once.
    const above = new Set<string>()
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
      above.add(labelOf(nodes.get(id)!.callFrame))
    for (const label of above) add(whole, label, took)
  })
  console.log(`\n${thread}: busy ${(busy / 1e6).toFixed(2)} s, idle ${(idle / 1e6).toFixed(2)} s`)
  print('by itself', self, busy)
  print('with what it calls', new Map([...whole].filter(([label]) => label.includes('src/'))), busy)
}

function labelOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(?=src\/)/, '')
  return `${functionName || '(anonymous)'}${place ? ` ${place}:${lineNumber + 1}` : ''}`
}

function add(sums: Map<string, number>, label: string, took: number): void {
  sums.set(label, (sums.get(label) ?? 0) + took)
}

function print(title: string, sums: Map<string, number>, busy: number): void {
  console.log(`  ${title}:`)
  for (const [label, took] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)) {
    console.log(
      `  ${((100 * took) / busy).toFixed(1).padStart(6)} %  ${(took / 1000).toFixed(0).padStart(6)} ms  ${label}`,
    )
  }
}
