import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlob, sweepUploads } from '../../src/main/store/blobs.ts'
import { openStore } from '../../src/main/store/database.ts'
import { filesOfDraft } from '../../src/main/store/draft-files.ts'
import { addDraft } from '../../src/main/store/drafts.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { DraftContent } from '../../src/shared/api/compose.ts'
import type { DraftId } from '../../src/shared/model/ids.ts'
import { MIGRATIONS } from '../rig/office.ts'

const PIECES = 40
const HOST = join(import.meta.dirname, 'upload-kill-host.ts')
let folder: string
let empty: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'golub-upload-kill-'))
  empty = join(folder, 'empty.sqlite')
  migrate(empty, MIGRATIONS)
  const store = openStore(empty)
  store.write((tx) => {
    const user = addUser(
      tx,
      { name: 'Anna', email: 'anna@office.example', role: 'admin', passwordHash: '', locale: 'ru' },
      1,
    )
    const draft: DraftContent = {
      mailboxId: null,
      to: [],
      cc: [],
      bcc: [],
      subject: 'Film',
      html: '<p>x</p>',
      replyTo: null,
      mode: 'new',
      conversationId: null,
      afterSend: 'waiting',
      isSigned: true,
      isQuoted: true,
      isCommon: false,
    }
    addDraft(tx, user, draft, 1)
  })
  store.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program and kills it some time after it has said `line`; with `rests` it goes no further than that. */
async function runAndKill(file: string, line: string, afterMs: number, rests: boolean): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', HOST, file, String(PIECES), rests ? line.replace('piece ', '') : ''],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for await (const said of createInterface({ input: child.stdout })) {
    if (said !== line) continue
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs))
    child.kill('SIGKILL')
    break
  }
  await ended
}

const whole = (): string => {
  const hash = createHash('sha256')
  for (let n = 0; n < PIECES; n++)
    hash.update(createHash('shake256', { outputLength: 65_536 }).update(String(n)).digest())
  return hash.digest('hex')
}

test('a kill at any moment of an upload leaves the whole file in the draft or none of it, and nothing lies about', {
  timeout: 180_000,
}, async () => {
  const expected = whole()
  const moments: [line: string, afterMs: number, rests?: boolean][] = [
    ['piece 0', 0],
    ['piece 5', 3],
    ['piece 17', 0],
    ['piece 30', 7],
    ...['0', '13', '26', `${PIECES - 1}`].map((n): [string, number, boolean] => [`piece ${n}`, 0, true]),
    [`piece ${PIECES - 1}`, 0],
    [`piece ${PIECES - 1}`, 2],
    [`piece ${PIECES - 1}`, 6],
    ['done', 0],
  ]
  const seen = { whole: 0, none: 0 }
  for (const [n, [line, afterMs, rests = false]] of moments.entries()) {
    const file = join(folder, `killed-${n}.sqlite`)
    copyFileSync(empty, file)
    await runAndKill(file, line, afterMs, rests)
    const store = openStore(file)
    store.write((tx) => sweepUploads(tx))
    const files = filesOfDraft(store.reader, 1 as DraftId)
    const blobs = store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM blobs').get()?.n
    const chunks = store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM blob_chunks').get()?.n
    if (files[0]) {
      const hash = createHash('sha256')
      for (const piece of readBlob(store.reader, files[0].blobId)) hash.update(piece)
      expect(hash.digest('hex')).toBe(expected)
      expect([files.length, blobs, chunks]).toEqual([1, 1, (PIECES * 65_536) / 262_144])
      seen.whole++
    } else {
      expect([blobs, chunks]).toEqual([0, 0])
      seen.none++
    }
    expect(store.reader.raw.pragma('foreign_key_check')).toEqual([])
    store.close()
  }
  expect(seen.none).toBeGreaterThanOrEqual(4)
  expect(seen.whole).toBeGreaterThanOrEqual(1)
})
