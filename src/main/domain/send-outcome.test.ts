import { expect, test } from 'vitest'
import { afterLoginRefusal, nextSendAttempt, pendingBackoff, syncBackoff } from './retry.ts'
import { outcomeOf, type SendStep, type Told } from './send-outcome.ts'
import { reasonOf } from './send-reason.ts'
import { afterCopyFailure, type CopyFacts, nextCopyStep } from './sent-copy.ts'

const MIN = 60_000
const NOW = 1_000_000_000
const tries = (attempts = 1, firstTriedAt = NOW) => ({ attempts, firstTriedAt, now: NOW })
const refused = (code: number, words: string, step: SendStep = 'envelope'): Told => ({
  is: 'refused',
  step,
  reply: { code, words: `${code} ${words}` },
  refused: [],
})
const broken = (step: SendStep, trouble: Extract<Told, { is: 'broken' }>['trouble'] = 'timeout'): Told => ({
  is: 'broken',
  step,
  trouble,
  serverWords: '',
})

test('an accepted letter is sent, also when some recipients were refused', () => {
  expect(outcomeOf({ is: 'accepted', reply: { code: 250, words: '250 ok' }, refused: [] }, tries())).toMatchObject({
    is: 'sent',
    because: null,
  })
  const partly = outcomeOf(
    {
      is: 'accepted',
      reply: { code: 250, words: '250 ok' },
      refused: [{ email: 'a@b.ru', code: 550, words: '550 no' }],
    },
    tries(),
  )
  expect(partly).toMatchObject({ is: 'sent', because: 'partly-refused' })
})

test('what the server puts off is tried after 1, 5, 15, 60 minutes, then every 4 hours for a day', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((n) => ((nextSendAttempt(n, NOW, NOW) ?? 0) - NOW) / MIN)
  expect(waits).toEqual([1, 5, 15, 60, 240, 240])
  expect(outcomeOf(refused(451, '4.7.1 Greylisted, try again later'), tries())).toEqual({
    is: 'deferred',
    because: 'greylisted',
    until: NOW + MIN,
    serverWords: '451 4.7.1 Greylisted, try again later',
  })
  expect(outcomeOf(refused(421, 'busy'), tries(9, NOW - 23 * 60 * MIN))).toMatchObject({
    is: 'failed',
    because: 'temporary',
  })
})

test('a final refusal fails at once', () => {
  expect(outcomeOf(refused(550, '5.1.1 User unknown'), tries())).toMatchObject({
    is: 'failed',
    because: 'unknown-recipient',
  })
})

test('a line lost after the letter was handed over is uncertain, before it the letter is tried again', () => {
  expect(outcomeOf(broken('handed-over'), tries())).toMatchObject({
    is: 'uncertain',
    because: 'connection-lost-after-data',
  })
  expect(outcomeOf(broken('body', 'protocol'), tries())).toMatchObject({
    is: 'deferred',
    because: 'temporary',
    until: NOW + MIN,
  })
})

test('a server that takes no letters at all gets one more try after a minute', () => {
  const noService = refused(554, 'No SMTP service here', 'connect')
  expect(outcomeOf(noService, tries(1))).toMatchObject({ is: 'deferred', because: 'unreachable', until: NOW + MIN })
  expect(outcomeOf(noService, tries(2))).toMatchObject({ is: 'failed', because: 'unreachable' })
  expect(outcomeOf(refused(554, '5.7.1 Blocked, spam source', 'connect'), tries(1))).toMatchObject({ is: 'deferred' })
  expect(outcomeOf(refused(421, 'busy', 'connect'), tries(3))).toMatchObject({
    is: 'deferred',
    because: 'temporary',
    until: NOW + 15 * MIN,
  })
})

test('a refused password gets one more try after a minute', () => {
  const refusal = refused(535, '5.7.8 Error: authentication failed', 'login')
  expect(outcomeOf(refusal, tries(1))).toMatchObject({ is: 'deferred', because: 'auth', until: NOW + MIN })
  expect(outcomeOf(refusal, tries(2))).toMatchObject({ is: 'failed', because: 'auth' })
  expect(outcomeOf(broken('login', 'wrong-password'), tries(2))).toMatchObject({ is: 'failed', because: 'auth' })
})

test('a block that is told while signing in lets the letter wait for a day, a missing way to sign in gets one more try', () => {
  expect(outcomeOf(refused(554, '5.7.1 Client blocked using zen.spamhaus.org', 'login'), tries(2))).toMatchObject({
    is: 'deferred',
    because: 'provider-block',
    until: NOW + 24 * 60 * MIN,
  })
  const unknownType = refused(504, '5.7.4 Unrecognized authentication type', 'login')
  expect(outcomeOf(unknownType, tries(1))).toMatchObject({ is: 'deferred', because: 'no-auth', until: NOW + MIN })
  expect(outcomeOf(unknownType, tries(2))).toMatchObject({ is: 'failed', because: 'no-auth' })
  expect(outcomeOf(refused(421, 'closing', 'login'), tries(1))).toMatchObject({ is: 'deferred', because: 'temporary' })
})

test('a wrong host gets one more try, a missing network as many as a busy server', () => {
  expect(outcomeOf(broken('connect', 'host-not-found'), tries(2))).toMatchObject({
    is: 'failed',
    because: 'host-not-found',
  })
  expect(outcomeOf(broken('connect', 'certificate'), tries(2))).toMatchObject({ is: 'failed', because: 'certificate' })
  expect(outcomeOf(broken('connect', 'no-network'), tries(3))).toMatchObject({
    is: 'deferred',
    because: 'no-network',
    until: NOW + 15 * MIN,
  })
})

test('the words of the providers are understood', () => {
  const words: [number, string, string][] = [
    [554, '5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc', 'spam-suspected'],
    [550, 'spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x', 'spam-suspected'],
    [550, '5.7.1 Подозрение на спам', 'spam-suspected'],
    [550, '5.4.5 Daily user sending limit exceeded', 'limit'],
    [451, 'Ratelimit exceeded for mailbox', 'limit'],
    [452, '4.5.3 Too many recipients', 'limit'],
    [550, 'Превышен лимит отправки', 'limit'],
    [450, '4.2.0 <a@b.ru>: Recipient address rejected: Greylisted', 'greylisted'],
    [552, '5.2.2 The email account that you tried to reach is over quota', 'mailbox-full'],
    [452, '4.2.2 Mailbox full', 'mailbox-full'],
    [552, '5.3.4 Message size exceeds fixed limit', 'too-big'],
    [552, 'Message size larger than allowed 1000', 'too-big'],
    [
      550,
      'Message was not accepted -- invalid mailbox. Local mailbox a@mail.ru is unavailable: user not found',
      'unknown-recipient',
    ],
    [550, '5.7.1 No such user!', 'unknown-recipient'],
    [553, '5.7.1 Sender address rejected: not owned by auth user.', 'sender-refused'],
    [530, '5.7.0 Must issue a STARTTLS command first', 'tls'],
    [550, 'Administrative prohibition', 'refused'],
    [451, 'Temporary local problem', 'temporary'],
  ]
  for (const [code, text, reason] of words)
    expect([text, reasonOf({ code, words: `${code} ${text}` })]).toEqual([text, reason])
})

test('the mailbox backs off up to half an hour, and asks to sign in after three refusals', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((n) => syncBackoff(n) / MIN)).toEqual([1, 2, 4, 8, 16, 30, 30])
  expect([1, 2, 3].map((n) => afterLoginRefusal(n, 0))).toEqual([
    { until: 60 * MIN },
    { until: 60 * MIN },
    'needs-login',
  ])
  expect([1, 2, 3, 4, 9].map((n) => pendingBackoff(n) / MIN)).toEqual([1, 5, 25, 120, 120])
})

const COPY: CopyFacts = {
  setting: 'auto',
  provider: 'other',
  hasSentFolder: true,
  sentAt: NOW,
  now: NOW,
  found: null,
  failures: 0,
}

test('the Sent folder is looked into before a copy is filed', () => {
  expect(nextCopyStep(COPY)).toEqual({ do: 'look' })
  expect(nextCopyStep({ ...COPY, found: true })).toEqual({ do: 'nothing', copy: 'by-server' })
  expect(nextCopyStep({ ...COPY, found: false })).toEqual({ do: 'wait', until: NOW + 4000 })
  expect(nextCopyStep({ ...COPY, found: false, now: NOW + 20_000 })).toEqual({ do: 'append' })
  expect(nextCopyStep({ ...COPY, found: false, setting: 'always' })).toEqual({ do: 'append' })
})

test('no copy where the server files its own, where there is no folder, or where the owner said never', () => {
  expect(nextCopyStep({ ...COPY, provider: 'gmail' })).toEqual({ do: 'nothing', copy: 'by-server' })
  expect(nextCopyStep({ ...COPY, hasSentFolder: false })).toEqual({ do: 'nothing', copy: 'off' })
  expect(nextCopyStep({ ...COPY, setting: 'never' })).toEqual({ do: 'nothing', copy: 'off' })
})

test('a copy that cannot be filed is tried three times and never makes the letter fail', () => {
  expect([1, 2, 3].map((n) => afterCopyFailure(n, 0))).toEqual([
    { do: 'wait', until: MIN },
    { do: 'wait', until: 5 * MIN },
    { do: 'nothing', copy: 'not-filed' },
  ])
  expect(nextCopyStep({ ...COPY, found: true, failures: 1 })).toEqual({ do: 'nothing', copy: 'filed' })
})
