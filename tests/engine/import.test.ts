import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Imported, importLetters } from '../../src/main/engine/import.ts'
import { readBlob } from '../../src/main/store/blobs.ts'
import type { BlobId } from '../../src/shared/model/ids.ts'
import { type WrittenCorpus, writeMaildir } from '../corpus/maildir.ts'
import { OFFICE } from '../corpus/people.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const ARCHIVE = 'archive@our.example'
const folder = mkdtempSync(join(tmpdir(), 'golub-import-'))
const mbox = join(folder, 'old.mbox')
const maildir = join(folder, 'Maildir')
let corpus: WrittenCorpus
let server: Dovecot
let office: Office

beforeAll(async () => {
  corpus = await writeMaildir(maildir, { letters: 60, hugeEvery: 0, seed: 3 })
  // What a mail server keeps beside the letters is no letter.
  writeFileSync(join(maildir, 'dovecot-uidlist'), '3 V1 N61\n')
  mkdirSync(join(maildir, '.Sent', 'cur'), { recursive: true })
  writeFileSync(join(maildir, '.Sent', 'cur', '1700000000.M1.host:2,S'), plainLetter({ id: 'in-sub-folder' }))
  const parts = corpus.letters.map((letter) => {
    const source = readFileSync(join(maildir, 'cur', letter.file)).toString('latin1')
    return `From - Mon Jan 08 06:00:00 2024\n${source.replace(/^(>*From )/gm, '>$1')}\n\n`
  })
  writeFileSync(mbox, parts.join(''), 'latin1')
  server = await startDovecot('office')
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  office = openOffice()
})
afterEach(() => office.close())

const take = (...paths: string[]): Promise<Imported> =>
  importLetters(office.engine.deps, office.owner, ARCHIVE, paths, () => undefined)
const counts = () => ({
  messages: office.count('SELECT count(*) FROM messages'),
  placements: office.count('SELECT count(*) FROM placements'),
})
const withId = () => corpus.letters.filter((letter) => letter.id !== '').length

test('an mbox comes in once, however often it is imported, and makes an offline mailbox', async () => {
  expect(await take(mbox)).toEqual({ read: 60, added: 60, known: 0, notParsed: 0, passedOver: 0 })
  expect(await take(mbox)).toEqual({ read: 60, added: 0, known: 60, notParsed: 0, passedOver: 0 })
  expect(counts()).toEqual({ messages: 60, placements: 60 })
  expect(office.rows('SELECT address, activity FROM mailboxes')).toEqual([{ address: ARCHIVE, activity: 'offline' }])
  expect(office.count("SELECT count(*) FROM events WHERE type LIKE 'message.%'"), 'history fires nothing').toBe(0)
  expect(office.check().faults).toEqual([])
})

test('the same letters as Maildir and as mbox are the same letters, also those of its sub-folders', async () => {
  expect(await take(maildir)).toMatchObject({ read: 61, added: 61 })
  const again = await take(mbox)
  // Without a Message-ID a letter is known by its exact source, which the mbox has unchanged.
  expect(again).toEqual({ read: 60, added: 0, known: 60, notParsed: 0, passedOver: 0 })
  expect(counts().messages).toBe(61)
})

test('quoted "From" lines come back as they were, and a text line that begins with From divides nothing', async () => {
  const text = 'Hello\n\nFrom here on it gets better.\n>From quoted\n>>From twice\n'
  const head = 'Message-ID: <a@client.example>\nFrom: Anna <anna@client.example>\nSubject: From\n\n'
  const file = join(folder, 'from.mbox')
  writeFileSync(
    file,
    `From anna@client.example Mon Jan  8 06:00:00 2024\n${head}${text}\nFrom b@client.example Mon Jan  8 07:00:00 2024\nMessage-ID: <b@client.example>\n\nSecond\n`,
  )
  expect(await take(file)).toMatchObject({ read: 2, added: 2 })
  const id = office.rows<{ id: BlobId }>('SELECT blob_id AS id FROM placements ORDER BY id')[0]!.id
  expect(Buffer.concat([...readBlob(office.store.reader, id)]).toString()).toBe(
    head + text.replace('>From quoted', 'From quoted').replace('>>From twice', '>From twice'),
  )
})

test('single letters come in with the time of their file, and other files of a folder are left alone', async () => {
  const inside = join(folder, 'letters')
  mkdirSync(inside)
  for (const id of ['one', 'two']) writeFileSync(join(inside, `${id}.eml`), plainLetter({ id }))
  // Named otherwise, but a letter all the same, with a stray separator that knows no time.
  writeFileSync(join(inside, '17'), `From somebody\n${plainLetter({ id: 'three' })}`)
  writeFileSync(join(inside, 'notes.txt'), 'not a letter')
  writeFileSync(join(inside, 'empty.eml'), '')
  expect(await take(inside)).toEqual({ read: 3, added: 3, known: 0, notParsed: 0, passedOver: 2 })
  expect(office.count('SELECT count(*) FROM placements WHERE internal_at > ?', Date.now() - 3_600_000)).toBe(3)
})

test('what the mailbox has from its server is known, and stays unread', async () => {
  await server.load('office', maildir)
  const id = await office.connect(OFFICE.email, server.login('office'))
  await office.watching(id)
  const unread = office.count('SELECT count(*) FROM unread')
  const imported = await importLetters(office.engine.deps, office.owner, OFFICE.email, [mbox], () => undefined)
  expect(imported).toMatchObject({ read: 60, known: withId() })
  expect(office.count('SELECT count(*) FROM unread')).toBe(unread)
  expect(office.count('SELECT count(*) FROM conversation_messages')).toBe(60 + (60 - withId()))
  expect(office.check().faults).toEqual([])
})

test('an import into a full disk says so, keeps what it has, and goes on from there', async () => {
  await take(join(maildir, '.Sent'))
  const { raw } = office.store.reader
  raw.pragma(`max_page_count = ${Number(raw.pragma('page_count', { simple: true })) + 30}`)
  await expect(take(mbox)).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  expect(office.check().faults).toEqual([])
  raw.pragma('max_page_count = 1000000')
  expect(await take(mbox)).toMatchObject({ read: 60 })
  expect(counts()).toEqual({ messages: 61, placements: 61 })
})

test('two imports at once into one new mailbox lose nothing: the second waits for the first', async () => {
  const [first, second] = await Promise.all([take(mbox), take(maildir)])
  expect(first).toEqual({ read: 60, added: 60, known: 0, notParsed: 0, passedOver: 0 })
  expect(second).toMatchObject({ read: 61, added: 1, known: 60 })
  expect(office.count('SELECT count(*) FROM mailboxes')).toBe(1)
  expect(counts().messages).toBe(61)
  expect(office.check().faults).toEqual([])
})

test('an import waits also for one that fails, and then goes on', async () => {
  const [first, second] = await Promise.allSettled([take(join(folder, 'nothing-here')), take(mbox)])
  expect(first.status).toBe('rejected')
  expect(second).toMatchObject({ status: 'fulfilled', value: { added: 60 } })
})
