import { expect, test } from 'vitest'
import type { ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { AnsweredLetter } from '../store/outbox-answered.ts'
import { emptyReply } from './compose-reply.ts'

const person = (email: string, name = '') => ({ name, email })
const LETTER: AnsweredLetter = {
  messageId: 'a@client.example',
  references: [],
  threadTopic: '',
  threadIndex: '',
  from: person('anna@client.example', 'Анна'),
  replyTo: null,
  to: [person('ivan@golub.example'), person('boss@client.example')],
  cc: [person('olga@client.example'), person('second@golub.example'), person('ANNA@client.example')],
  subject: 'Re: Ответ: Счёт',
  at: 0,
  language: 'ru',
  text: '',
  html: null,
}
const OWN = new Set(['ivan@golub.example', 'second@golub.example'])
// Ids of tests.
const standing = (direction: 'in' | 'out') => ({
  mailboxId: 1 as MailboxId,
  conversationId: 7 as ConversationId,
  direction,
})
const reply = (mode: 'reply' | 'reply-all', change: Partial<AnsweredLetter> = {}, direction: 'in' | 'out' = 'in') =>
  emptyReply(3 as MessageId, { ...LETTER, ...change }, standing(direction), OWN, mode)
const emails = (people: { email: string }[]) => people.map((one) => one.email)

test('an answer goes to the sender, from the mailbox that received the letter, with one Re:', () => {
  expect(reply('reply')).toMatchObject({
    mailboxId: 1,
    conversationId: 7,
    replyTo: 3,
    to: [LETTER.from],
    cc: [],
    bcc: [],
    subject: 'Re: Счёт',
    html: '',
    afterSend: 'waiting',
  })
})

test('Reply-To is honoured', () => {
  expect(emails(reply('reply', { replyTo: person('orders@client.example') }).to)).toEqual(['orders@client.example'])
})

test('an answer to all leaves our own addresses and doubles out', () => {
  const { to, cc } = reply('reply-all')
  expect([emails(to), emails(cc)]).toEqual([['anna@client.example', 'boss@client.example'], ['olga@client.example']])
})

test('on a letter of our own it means to write again to the same people', () => {
  const ours = {
    from: person('ivan@golub.example'),
    to: [person('anna@client.example')],
    cc: [person('olga@client.example')],
  }
  expect(emails(reply('reply', ours, 'out').to)).toEqual(['anna@client.example'])
  expect(emails(reply('reply-all', ours, 'out').cc)).toEqual(['olga@client.example'])
})
