import { expect, test, vi } from 'vitest'
import type { DraftContent, Usage } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { type Check, checksOf, type SendFacts, speaksOfFile } from './checks.ts'

vi.mock('../../lib/locale.svelte.ts', () => ({ locale: { current: 'ru' } }))

const person = (email: string) => ({ name: '', email })
const people = (n: number) => Array.from({ length: n }, (_, i) => person(`p${i}@client.ru`))
const whole = {
  ...{ mailboxId: null, to: [person('anna@client.ru')], cc: [], bcc: [], subject: 'Счёт', html: '<div>Высылаю.</div>' },
  ...{ replyTo: null, mode: 'new', conversationId: null, afterSend: 'waiting' },
  ...{ isSigned: true, isQuoted: true, isCommon: false },
} satisfies DraftContent
// Only what decides about sending; the rest of a mailbox does not matter here.
const box = (change: Partial<Mailbox> = {}): Mailbox =>
  ({
    address: 'sales@our.ru',
    sending: 'works',
    activity: { is: 'watching', by: 'idle' },
    isOffline: false,
    ...change,
  }) as Mailbox
const usage = (change: Partial<Usage> = {}): Usage => ({
  mailboxId: 1 as Usage['mailboxId'],
  used: 0,
  perDay: 500,
  perLetter: 35,
  ...change,
})
const found = (content: Partial<DraftContent>, facts: Partial<SendFacts> = {}): [Check['id'], Check['level']][] =>
  checksOf(
    { ...whole, ...content },
    { box: box(), usage: usage(), files: 0, fault: null, doubt: null, missing: null, blockedUntil: null, ...facts },
  ).map((one) => [one.id, one.level])

test('nothing speaks against a letter that is whole', () => {
  expect(found({})).toEqual([])
})

test('a letter to nobody, to a bad address or to too many people stays here', () => {
  expect(found({ to: [] })).toEqual([['nobody', 'error']])
  expect(found({ cc: [person('boss@client')] })).toEqual([['addresses', 'error']])
  expect(found({ to: people(36), isCommon: true })).toEqual([['limit', 'error']])
  expect(found({ to: people(35), isCommon: true })).toEqual([])
  expect(found({ to: people(36), cc: [person('boss@client.ru')] })).toEqual([['limit', 'error']])
})

test('the limit of a letter does not bind letters that go to one person each, up to a hundred of them', () => {
  expect(found({ to: people(100) })).toEqual([])
  expect(found({ to: people(101) })).toEqual([['letters', 'error']])
})

test('a letter without a subject, and one that speaks of a file that is not there, ask once', () => {
  expect(found({ subject: ' ', html: '<div>Счёт во&nbsp;вложении</div>' })).toEqual([
    ['subject', 'warning'],
    ['file', 'warning'],
  ])
  expect(found({ html: 'Счёт прикрепил' }, { files: 1 })).toEqual([])
})

test('the words of a file are found in both languages, in what the author wrote himself', () => {
  for (const text of [
    'Прикрепляю счёт',
    'договор во вложении',
    'Вложен акт',
    'see the attached price list',
    'Attachment: invoice',
  ])
    expect(speaksOfFile(`<div>${text}</div>`), text).toBe(true)
  for (const text of ['Приложение открыли', 'unattached', 'Доложил начальству', '<b>ok</b>'])
    expect(speaksOfFile(`<div>${text}</div>`), text).toBe(false)
  expect(speaksOfFile('<div>да</div><blockquote>файл во вложении</blockquote>')).toBe(false)
  expect(speaksOfFile('Прикрепил схему <img src="cid:1">')).toBe(false)
})

test('a mailbox that only receives cannot send; letters of a paused one wait, and so do those over its day', () => {
  expect(found({}, { box: undefined })).toEqual([['from', 'error']])
  expect(found({}, { box: box({ sending: 'left-out' }) })).toEqual([['from', 'error']])
  expect(found({}, { box: box({ activity: { is: 'paused', since: 0 } }) })).toEqual([['box', 'warning']])
  expect(found({}, { usage: usage({ used: 500 }) })).toEqual([['day', 'warning']])
  expect(found({}, { files: 1, fault: 'too large' })).toEqual([['files', 'error']])
  expect(found({}, { files: 1, doubt: 'may be too large' }), 'a guess forbids nothing').toEqual([['size', 'warning']])
})

test('a mailbox that its provider has stopped is named with the time and the reason, and forbids nothing', () => {
  const blocked = {
    box: box(),
    usage: usage({ used: 500 }),
    files: 0,
    fault: null,
    doubt: null,
    missing: null,
    blockedUntil: '18:40',
  }
  expect(checksOf(whole, blocked)).toEqual([
    {
      ...{ id: 'block', level: 'warning', where: 'from' },
      text: m.writing_check_block({ box: 'sales@our.ru', until: '18:40' }),
    },
  ])
  expect(m.writing_check_block({ box: 'sales@our.ru', until: '18:40' }, { locale: 'ru' })).toMatch(/спам.* 18:40/)
})
