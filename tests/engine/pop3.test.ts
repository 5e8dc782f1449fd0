import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import { auditNow, updateSettings } from '../../src/main/engine/mailbox-care.ts'
import { connectMailbox } from '../../src/main/engine/mailbox-connect.ts'
import { loadAnyway } from '../../src/main/engine/reread.ts'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import type { ConversationId, MailboxId, MessageId } from '../../src/shared/model/ids.ts'
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
  server = await startDovecot('first', 'again', 'newly', 'large')
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
    const source = readFileSync(join(folder, 'cur', name))
      .toString('latin1')
      .replaceAll('\n', '\r\n')
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
  const [stored] = office.rows<{ text: string }>(
    "SELECT b.text FROM messages m JOIN message_bodies b ON b.message_id = m.id WHERE m.message_id LIKE 'arrives@%'",
  )
  expect(stored?.text, 'dots at the start of a line').toContain('.a dot\n..two dots')
})

test('a letter that another program deletes on the server stays here and is counted as gone', async () => {
  await server.doveadm('expunge', '-u', 'first', 'mailbox', 'INBOX', 'header', 'message-id', 'arrives@client.example')
  look()
  await office.until(() => office.count('SELECT count(*) FROM placements WHERE gone_at IS NOT NULL') === 1)
  expect(here(id)).toBe(LETTERS + 1)
  expect(await auditNow(office.engine, id)).toBe(true)
  expect(office.rows('SELECT audit_server AS server, audit_here AS here FROM folders')).toEqual([
    { server: LETTERS, here: LETTERS },
  ])
})

test('marks stay here: reading a letter asks nothing of the server', async () => {
  const { conversation } = office.rows<{ conversation: ConversationId }>(
    'SELECT conversation_id AS conversation FROM unread WHERE mailbox_id = ?',
    id,
  )[0] ?? { conversation: 0 as ConversationId }
  markRead(office.engine, office.owner, [conversation], true)
  expect(office.count('SELECT count(*) FROM unread WHERE mailbox_id = ?', id)).toBe(0)
  expect(office.count('SELECT count(*) FROM flag_outbox')).toBe(0)
})

test('a first load that is cut off again and again goes on where it stopped: nothing lost, nothing twice', {
  timeout: 180_000,
}, async () => {
  const other = openOffice()
  const wire = await startWire(server.pop3)
  wire.pauseMs = 3
  const box = await other.connect(OFFICE.email, server.login('again', 'pop3'), { port: wire.port })
  const count = () => other.count('SELECT count(*) FROM placements')
  for (const atLeast of [20, 120, 250]) {
    await other.until(() => count() >= atLeast, `${atLeast} letters of ${count()}`)
    await wire.cut()
    await other.until(() => other.activity(box).activity === 'waiting')
    expect(other.activity(box)).toMatchObject({ waitBecause: expect.stringMatching(/no-network|refused/) })
    await wire.restore()
    if (atLeast === 120) await other.restart()
    await other.until(() => other.engine.session(box) !== null)
    other.engine.reconnect()
  }
  wire.pauseMs = 0
  await other.watching(box, 90)
  expect(count()).toBe(LETTERS)
  expect(other.count('SELECT count(*) FROM messages')).toBe(LETTERS)
  expect(other.check().faults).toEqual([])
  await other.close()
  await wire.close()
})

test('"from now on" leaves alone what lies there; asked for everything later, the mailbox loads it without doubles', async () => {
  for (const one of ['old-1', 'old-2']) await server.deliver('newly', plainLetter({ id: one }))
  const box = await office.connect('newly@our.example', server.login('newly', 'pop3'), {
    depthKind: 'new',
    depthSince: office.clock.now(),
  })
  await office.watching(box)
  expect(here(box)).toBe(0)
  await server.deliver('newly', plainLetter({ id: 'new-1' }))
  look()
  await office.until(() => here(box) === 1)
  expect(events(box)).toBe(1)
  await updateSettings(office.engine, box, { depth: { kind: 'all' }, twoWayFlags: true, sentCopy: 'always' })
  await office.until(() => here(box) === 3)
  await office.watching(box)
  expect(events(box), 'the past tells nothing').toBe(1)
  expect(mailboxById(office.store.reader, box), 'what POP3 cannot do stays off').toMatchObject({
    twoWayFlags: false,
    sentCopy: 'never',
    draftsOnServer: false,
  })
  await updateSettings(office.engine, box, { draftsOnServer: true })
  expect(mailboxById(office.store.reader, box), 'POP3 has no drafts to keep').toMatchObject({ draftsOnServer: false })
})

test('connecting checks the POP3 half: what works alone is used, a depth that POP3 cannot keep is refused', async () => {
  const { host, port, security, login, password, allowPlaintext } = server.login('newly', 'pop3')
  const input = {
    address: 'half@our.example',
    displayName: '',
    incoming: 'pop3' as const,
    imap: { host, port, security, login, password, allowPlaintext },
    smtp: null,
    folders: [],
    sentFolder: 'INBOX',
    createContacts: true,
    saveAnyway: false,
  }
  const days = await connectMailbox(office.engine, office.owner, { ...input, depth: { kind: 'days', days: 30 } })
  expect(days).toMatchObject({ ok: false, problem: 'pop3-depth' })
  const wrong = { ...input, imap: { ...input.imap, password: 'wrong' }, depth: { kind: 'all' as const } }
  expect(await connectMailbox(office.engine, office.owner, wrong)).toMatchObject({
    ok: false,
    problem: 'mailbox-check-failed',
    params: { trouble: 'wrong-password' },
  })
  const made = await connectMailbox(office.engine, office.owner, { ...input, depth: { kind: 'all' } })
  if (!made.ok) throw new Error(made.problem)
  await office.watching(made.id)
  expect(here(made.id)).toBe(3)
  expect(mailboxById(office.store.reader, made.id)).toMatchObject({ receiving: 'works', sending: 'left-out' })
})

test('a certificate of the server’s own is shown before the password goes out, with TLS from the start and with STLS', async () => {
  const plain = { ...server.login('newly', 'pop3'), allowPlaintext: false }
  for (const [security, port] of [
    ['tls', server.pop3s],
    ['starttls', server.pop3],
  ] as const) {
    const login = { ...plain, security, port }
    const refused = await office.link.open(9001, login)
    if (refused.ok || !refused.certificate) throw new Error('the certificate was not questioned')
    expect(refused).toMatchObject({ trouble: 'certificate', certificate: { subject: 'localhost' } })
    const pinned = { ...login, pinnedCertificate: refused.certificate.sha256 }
    expect(await office.link.open(9001, pinned), security).toMatchObject({ ok: true })
    await office.link.close(9001)
    const other = { ...login, pinnedCertificate: refused.certificate.sha256.replace(/^../, 'zz') }
    expect(await office.link.open(9001, other), 'another certificate').toMatchObject({ trouble: 'certificate' })
  }
})

test('a large letter streams in; one above the limit shows its head and comes whole when asked for', {
  timeout: 180_000,
}, async () => {
  const [streams, tooBig] = [
    plainLetter({ id: 'streams', fileBytes: 3_000_000 }),
    plainLetter({ id: 'too-big', fileBytes: 9_000_000 }),
  ]
  await server.deliver('large', streams)
  await server.deliver('large', tooBig)
  await server.deliver('large', plainLetter({ id: 'small' }))
  const box = await office.connect('large@our.example', server.login('large', 'pop3'), { sizeLimitMb: 8 })
  await office.watching(box, 90)
  const stored = () =>
    office.rows<{ id: MessageId; name: string; reading: string }>(
      'SELECT m.id, m.message_id AS name, m.reading FROM messages m JOIN placements p ON p.message_id = m.id WHERE p.mailbox_id = ? ORDER BY p.uid',
      box,
    )
  expect(stored().map((row) => row.reading)).toEqual(['whole', 'too-big', 'whole'])
  const big = stored()[1]?.id ?? (0 as MessageId)
  expect(loadAnyway(office.engine, box, big)).toBe(true)
  await office.until(() => stored()[1]?.reading === 'whole', 'it comes without waiting for the next look')
  const hashes = office.rows<{ sha: string }>(
    'SELECT b.sha256 AS sha FROM placements p JOIN blobs b ON b.id = p.blob_id WHERE p.mailbox_id = ? ORDER BY p.uid',
    box,
  )
  const sha = (source: Buffer) => createHash('sha256').update(source).digest('hex')
  expect(hashes.slice(0, 2).map((row) => row.sha)).toEqual([sha(streams), sha(tooBig)])
})
