import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditNow, updateSettings } from '../../src/main/engine/mailbox-care.ts'
import { loadAnyway } from '../../src/main/engine/reread.ts'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import type { MailboxId, MessageId } from '../../src/shared/model/ids.ts'
import { writeMaildir } from '../corpus/maildir.ts'
import { OFFICE } from '../corpus/people.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'
import { startWire } from '../rig/wire.ts'

const LETTERS = 400
const MINUTE = 60_000
const folder = mkdtempSync(join(tmpdir(), 'golub-pop3-'))
let server: Dovecot
let office: Office
let id: MailboxId

beforeAll(async () => {
  await writeMaildir(folder, { letters: LETTERS, hugeEvery: 0 })
  server = await startDovecot('first', 'again', 'newly', 'large', 'lost')
  await server.load('first', folder)
  await server.load('again', folder)
  office = openOffice()
  id = await office.connect(OFFICE.email, server.login('first', 'pop3'))
  await office.watching(id, 60)
})
afterAll(async () => {
  await office?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const look = () => office.clock.advance(5 * MINUTE)
const here = (box: MailboxId) => office.count('SELECT count(*) FROM placements WHERE mailbox_id = ?', box)
const events = (box: MailboxId) =>
  office.count("SELECT count(*) FROM events WHERE mailbox_id = ? AND type = 'message.received'", box)

test('after the first load every letter of the POP3 mailbox is here, read whole, and the file is sound', () => {
  expect(here(id)).toBe(LETTERS)
  expect(office.rows('SELECT reading, count(*) AS n FROM messages GROUP BY reading')).toEqual([
    { reading: 'whole', n: LETTERS },
  ])
  expect(office.check()).toMatchObject({ messages: LETTERS, faults: [] })
  expect(events(id), 'history tells nothing').toBe(0)
  expect(office.count('SELECT count(*) FROM unread WHERE mailbox_id = ?', id), 'what lay there counts as read').toBe(0)
  expect(office.logged).toEqual([])
})

test('the newest 50 letters come first', () => {
  const first = office.rows<{ uid: number }>('SELECT uid FROM placements ORDER BY id LIMIT 50').map((row) => row.uid)
  expect(Math.min(...first)).toBe(LETTERS - 49)
})

test('the source of every letter is kept byte by byte', () => {
  const kept = office
    .rows<{ sha: string }>('SELECT b.sha256 AS sha FROM placements p JOIN blobs b ON b.id = p.blob_id')
    .map((row) => row.sha)
  const there = readdirSync(join(folder, 'cur')).map((name) => {
    const source = readFileSync(join(folder, 'cur', name)).toString('latin1').replaceAll('\n', '\r\n')
    // POP3 sends lines: a letter without a last line end gets one.
    return createHash('sha256')
      .update(source.endsWith('\r\n') ? source : `${source}\r\n`, 'latin1')
      .digest('hex')
  })
  expect(kept.sort()).toEqual(there.sort())
})

test('letters stay on the server, and the mailbox is free for other programs between two looks', async () => {
  expect(await server.doveadm('mailbox', 'status', '-u', 'first', 'messages', 'INBOX')).toContain(`messages=${LETTERS}`)
  expect(mailboxById(office.store.reader, id)).toMatchObject({ activity: 'watching', watchBy: 'poll', failures: 0 })
  expect(office.engine.session(id)?.isOpen()).toBe(false)
})

test('a letter that arrives is here at the next look, unread, and makes an event', async () => {
  await server.deliver('first', plainLetter({ id: 'arrives', to: OFFICE.email, text: '.a dot\r\n..two dots' }))
  expect(here(id)).toBe(LETTERS)
  look()
  await office.until(() => here(id) === LETTERS + 1)
  expect(events(id)).toBe(1)
  expect(office.count('SELECT count(*) FROM unread WHERE mailbox_id = ?', id)).toBe(1)
  expect(office.rows("SELECT text FROM messages JOIN message_bodies b ON b.message_id = id WHERE message_id LIKE 'arrives%'")).toMatchObject([{}])
})
