import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type WrittenCorpus, writeMaildir } from '../corpus/maildir.ts'
import { OFFICE } from '../corpus/people.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { type Office, openOffice } from '../rig/office.ts'
import { startWire } from '../rig/wire.ts'

const LETTERS = 400
const folder = mkdtempSync(join(tmpdir(), 'golub-corpus-'))
let corpus: WrittenCorpus
let server: Dovecot
let office: Office

beforeAll(async () => {
  corpus = await writeMaildir(folder, { letters: LETTERS, hugeEvery: 0 })
  server = await startDovecot('first', 'again')
  for (const user of ['first', 'again']) await server.load(user, folder)
  office = openOffice()
  await office.watching(await office.connect(OFFICE.email, server.login('first')))
})
afterAll(async () => {
  await office?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('after the first sync every letter of the server is here, read whole, and the file is sound', () => {
  expect(office.count('SELECT count(*) FROM placements')).toBe(LETTERS)
  expect(office.rows('SELECT reading, count(*) AS n FROM messages GROUP BY reading')).toEqual([
    { reading: 'whole', n: LETTERS },
  ])
  expect(office.check()).toMatchObject({ messages: LETTERS, faults: [] })
  expect(office.count('SELECT count(*) FROM events WHERE type LIKE ?', 'message.%'), 'history tells nothing').toBe(0)
  expect(office.logged).toEqual([])
})

test('after the first sync the search index is joined into one piece, and every letter is found in it', async () => {
  await expect.poll(() => office.count('SELECT count(DISTINCT segid) FROM search_idx')).toBe(1)
  const ours = office.rows<{ scope: string }>("SELECT 'mb' || id AS scope FROM mailboxes LIMIT 1")[0]?.scope
  expect(office.count('SELECT count(*) FROM search WHERE search MATCH ?', `scope : ${ours}`)).toBe(LETTERS)
  expect(office.logged).toEqual([])
})

test('the newest 50 letters come first', () => {
  const first = office.rows<{ uid: number }>('SELECT uid FROM placements ORDER BY id LIMIT 50').map((row) => row.uid)
  expect(Math.min(...first)).toBe(LETTERS - 49)
})

test('the source of every letter is kept byte by byte', () => {
  const here = office
    .rows<{ sha: string }>('SELECT b.sha256 AS sha FROM placements p JOIN blobs b ON b.id = p.blob_id')
    .map((row) => row.sha)
  const there = readdirSync(join(folder, 'cur')).map((name) => {
    // Dovecot keeps letters with bare line feeds and serves them with CRLF.
    const source = readFileSync(join(folder, 'cur', name))
      .toString('latin1')
      .replaceAll('\n', '\r\n')
    return createHash('sha256').update(source, 'latin1').digest('hex')
  })
  expect(here.sort()).toEqual(there.sort())
})

test('what lay read on the server is read here, and what lay unread is unread', () => {
  const unread = corpus.letters.filter((letter) => !letter.file.split(':2,')[1]?.includes('S')).length
  expect(office.count('SELECT count(*) FROM unread')).toBe(unread)
})

interface Stored {
  id: string
  conversation: number
  rule: string
}

function storedById(): Map<string, Stored> {
  const rows = office.rows<Stored>(
    'SELECT m.message_id AS id, n.conversation_id AS conversation, n.rule FROM conversation_messages n JOIN messages m ON m.id = n.message_id',
  )
  return new Map(rows.map((row) => [row.id, row]))
}

test('letters stand with the letter that they answer, unless their headers and subjects hide it', () => {
  const stored = storedById()
  const apart: string[] = []
  let together = 0
  for (const letter of corpus.letters) {
    const parent = letter.parent === null ? undefined : corpus.letters[letter.parent]
    if (!parent || letter.id === '' || parent.id === '') continue
    if (stored.get(letter.id)?.conversation === stored.get(parent.id)?.conversation) together++
    else apart.push(letter.defect)
  }
  // Nothing but the subject, or an id that nobody has, and then other people: no header tells where these belong.
  expect(apart.filter((defect) => defect !== 'subject-only' && defect !== 'unknown-parent')).toEqual([])
  expect(together / (together + apart.length)).toBeGreaterThan(0.97)
})

test('different talks never stand together, except for notices of one machine under one subject', () => {
  const stored = storedById()
  const conversations = Map.groupBy(
    corpus.letters.filter((letter) => letter.id !== ''),
    (letter) => stored.get(letter.id)?.conversation,
  )
  const mixed = [...conversations.values()].filter((letters) => new Set(letters.map((one) => one.talk)).size > 1)
  for (const letters of mixed) {
    expect(letters.every((letter) => letter.kind === 'bounce')).toBe(true)
    for (const letter of letters) expect(['first', 'subject']).toContain(stored.get(letter.id)?.rule)
  }
})

test('a restart in the middle of the first import goes on and asks for no letter again', {
  timeout: 180_000,
}, async () => {
  const wire = await startWire(server.imap)
  const other = openOffice()
  try {
    wire.pauseMs = 15
    const id = await other.connect(OFFICE.email, server.login('again'), { port: wire.port })
    await other.until(() => other.count('SELECT count(*) FROM placements') >= 60, 'some letters are here')
    await other.restart()
    const before = new Set(other.rows<{ uid: number }>('SELECT uid FROM placements').map((row) => row.uid))
    expect(before.size).toBeLessThan(LETTERS)
    const told = wire.asked.length
    wire.pauseMs = 0
    await other.watching(id)
    const again = wire.asked.slice(told).flatMap(fetchedUids)
    expect(again.filter((uid) => before.has(uid))).toEqual([])
    expect(new Set(again).size).toBe(LETTERS - before.size)
    expect(other.check()).toMatchObject({ messages: LETTERS, faults: [] })
  } finally {
    await other.close()
    await wire.close()
  }
})

/** UIDs whose whole letter a client's line asks for. */
function fetchedUids(line: string): number[] {
  const set = /UID FETCH (\S+) .*BODY\.PEEK\[\]/.exec(line)?.[1]
  return (set?.split(',') ?? []).flatMap((range) => {
    const [low = 0, high = low] = range.split(':').map(Number)
    return Array.from({ length: high - low + 1 }, (_, n) => low + n)
  })
}
