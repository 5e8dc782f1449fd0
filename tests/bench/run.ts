// `npm run bench -- [--letters 20000] [--store 100000] [--runs 3] [--only PART,...] [--profile FOLDER]`; the parts are those of PARTS below.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildDesktop, root } from '../../scripts/prepare.mjs'
import { installTestTools } from '../../scripts/test-tools.mjs'
import { attachment } from './attachment.ts'
import type { Measured, Options, Part } from './harness.ts'
import { ingest } from './ingest.ts'
import { live } from './live.ts'
import { outbox } from './outbox.ts'
import { page } from './page.ts'
import { store } from './store.ts'
import { printed } from './table.ts'
import { typing } from './typing.ts'

const PARTS: Record<Part, (options: Options) => Promise<Measured>> = {
  ingest,
  live,
  store,
  outbox,
  page,
  typing,
  attachment,
}

const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '20000' },
    store: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    profile: { type: 'string' },
  },
})
const options: Options = {
  letters: Number(values.letters),
  store: Number(values.store),
  runs: Number(values.runs),
  profile: values.profile ?? null,
}
const wanted = Object.keys(PARTS).filter((part): part is Part => values.only.split(',').includes(part))

const wanting = installTestTools()
if (wanting) throw new Error(wanting)
buildDesktop()
const results: { part: Part; seconds: number; measured: Measured }[] = []
for (const part of wanted) {
  const begun = performance.now()
  console.error(`${part} ...`)
  const measured = await PARTS[part](options)
  results.push({ part, measured, seconds: Math.round((performance.now() - begun) / 1000) })
}
const machine = {
  processor: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
}
console.log(printed(machine, options, results))
mkdirSync(join(root, 'out'), { recursive: true })
writeFileSync(
  join(root, 'out', 'bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, options, results }, null, 2)}\n`,
)
