import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { checkOffice } from '../../src/main/store/check.ts'
import { openReader } from '../../src/main/store/database.ts'
import type { Reader } from '../../src/main/store/handle.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { Dice } from '../corpus/dice.ts'
import { plainLetter } from '../rig/letters.ts'
import { MIGRATIONS } from '../rig/office.ts'
import { type ScriptedPop3, scriptedPop3 } from '../rig/scripted-pop3.ts'

const KILLS = Math.ceil(Number(process.env.GOLUB_KILLS ?? 20) / 4)
const HOST = fileURLToPath(new URL('./pop3-kill-host.ts', import.meta.url))
const seed = Number(process.env.GOLUB_SEED ?? Date.now() % 100_000)
const dice = new Dice(seed, 'pop3 kills')
const folder = mkdtempSync(join(tmpdir(), 'golub-pop3-kill-'))
const file = join(folder, 'office.sqlite')
let child: ChildProcess | null = null
afterAll(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test(`a program killed at ${KILLS} random moments of reading POP3 ends with every letter once (seed ${seed})`, {
  timeout: 240_000 + KILLS * 16_000,
}, async () => {
  expect(migrate(file, MIGRATIONS).ok).toBe(true)
  const server = await scriptedPop3()
  let made = 0
  const sources = new Set<string>()
  const add = (fileBytes = 0) => {
    const id = `k-${made++}`
    const source = plainLetter({ id, fileBytes }).toString('latin1')
    sources.add(createHash('sha256').update(source, 'latin1').digest('hex'))
    server.letters.push({ uidl: id, source })
  }
  for (let n = 0; n < 300; n++) add(n % 70 === 35 ? 1_500_000 : 0)
  for (let kill = 0; kill < KILLS; kill++) {
    await run(server, kill, async () => {
      const end = Date.now() + dice.int(0, 1200)
      while (Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        if (dice.chance(0.5)) add()
      }
    })
    const { reader, close } = openReader(file)
    expect(checkOffice(reader, false).faults, `after kill ${kill + 1}`).toEqual([])
    close()
  }
  await run(server, KILLS, async () => {
    const { reader, close } = openReader(file)
    const end = Date.now() + 120_000
    while (stored(reader).length < made && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100))
    close()
  })
  const { reader, close } = openReader(file)
  const here = stored(reader)
  expect(here).toHaveLength(made)
  expect(new Set(here)).toEqual(sources)
  expect(reader.sql<{ n: number }>('SELECT count(*) AS n FROM messages').get()?.n).toBe(made)
  expect(checkOffice(reader, true).faults).toEqual([])
  close()
  await server.close()
})

const stored = (reader: Reader) =>
  reader
    .sql<{ sha: string }>('SELECT b.sha256 AS sha FROM placements p JOIN blobs b ON b.id = p.blob_id')
    .all()
    .map((row) => row.sha)

/** Runs the program, does `meanwhile` once its engine runs, then kills it. Rejects when it ends by itself. */
function run(server: ScriptedPop3, hours: number, meanwhile: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = spawn(
      process.execPath,
      [HOST, file, String(server.port), String(hours * 3), hours < KILLS ? 'looks' : ''],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    child = host
    let isKilled = false
    createInterface({ input: host.stdout }).on('line', (line) => {
      if (line !== 'started') return
      meanwhile().then(() => {
        isKilled = true
        host.kill('SIGKILL')
      }, reject)
    })
    host.on('exit', (code) => (isKilled ? resolve() : reject(new Error(`the program ended by itself with ${code}`))))
  })
}
