import { afterAll, expect, test } from 'vitest'
import { contactCard, lettersWith } from '../../src/main/store/contacts.ts'
import { mailboxCounts } from '../../src/main/store/mailboxes-read.ts'
import { clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

afterAll(clearMailrooms)

const letter = (content: string): HandLetter => ({
  content,
  messageId: content,
  inReplyTo: '',
  references: [],
  from: 'anna@client.example',
  to: ['sales@our.example', 'office@our.example'],
  cc: [],
  bcc: [],
  replyTo: null,
  subject: content,
  at: Date.UTC(2026, 2, 1),
})
const copy = (mailbox: string, content: string) => ({
  letter: letter(content),
  mailbox,
  folder: 'inbox' as const,
  isSeen: true,
  internalAt: Date.UTC(2026, 2, 1),
})

test('a letter that lies in two mailboxes counts once beside a letter, for who sees both', () => {
  const room = new Mailroom()
  const sales = room.addMailbox('sales@our.example')
  const office = room.addMailbox('office@our.example')
  room.receive(copy('sales@our.example', 'both'), copy('office@our.example', 'both'), copy('office@our.example', 'one'))
  const { reader } = room.store
  expect(lettersWith(reader, [sales, office], 'anna@client.example')).toBe(2)
  expect(lettersWith(reader, [sales], 'anna@client.example')).toBe(1)
  expect(lettersWith(reader, [office], 'anna@client.example')).toBe(2)
  room.close()
})

test('the number of letters and the last ones beside a letter are the same, without those that another one wrote', () => {
  const room = new Mailroom()
  const sales = room.addMailbox('sales@our.example')
  const office = room.addMailbox('office@our.example')
  const oleg = { ...letter('of Oleg'), from: 'oleg@other.example', cc: ['anna@client.example'] }
  const inbox = { folder: 'inbox' as const, isSeen: true, internalAt: 0 }
  room.receive(copy('sales@our.example', 'both'), copy('office@our.example', 'both'))
  room.receive({ ...inbox, letter: oleg, mailbox: 'sales@our.example' }, copy('sales@our.example', 'hers'))
  const anna = contactCard(room.store.reader, [sales, office], null, { name: '', email: 'anna@client.example' })
  expect(anna.letters).toBe(2)
  expect(anna.latest.map((one) => one.subject).toSorted()).toEqual(['both', 'hers'])
  room.close()
})

test('a letter that could not be read counts as skipped, and as nothing else', () => {
  const room = new Mailroom()
  const sales = room.addMailbox('sales@our.example')
  const office = room.addMailbox('office@our.example')
  room.receive(...['fine', 'garbage'].map((name) => copy('sales@our.example', name)))
  room.receive(copy('office@our.example', 'other'))
  room.store.write((tx) => tx.sql("UPDATE messages SET reading = 'not-parsed' WHERE subject = 'garbage'").run())
  expect(mailboxCounts(room.store.reader, sales)).toMatchObject({ loaded: 2, bound: 0, unbound: 1, skipped: 1 })
  expect(mailboxCounts(room.store.reader, office)).toMatchObject({ loaded: 1, unbound: 1, skipped: 0 })
  room.close()
})
