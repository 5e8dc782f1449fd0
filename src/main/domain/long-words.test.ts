import { expect, test } from 'vitest'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import { isBlockedFile } from '../../shared/text/file-rules.ts'
import { loginRefusal } from '../../shared/text/login-refusal.ts'
import { displayName } from '../../shared/text/names.ts'
import { phoneProblem } from '../../shared/text/phones.ts'
import { saidIn, statusOf } from '../../shared/text/server-reply.ts'
import { bareSubject } from '../../shared/text/subjects.ts'
import { isBlocked } from './attachment-kind.ts'
import { bounceReason } from './bounce.ts'
import { isProviderBlock } from './provider-block.ts'
import { reasonOf } from './send-reason.ts'
import { trackersIn } from './tracker.ts'
import { warningsOf } from './warnings.ts'

const LENGTH = 100_000
const MOST_MS = 1000
const long = (piece: string) => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)

const PIECES = [
  'x',
  'я',
  '1',
  '<',
  '@',
  'a@',
  'a@.',
  ' ',
  '.',
  'a.',
  '1.',
  '"',
  '(',
  '-',
  '\n',
  '<img ',
  'превыш',
  'sender ',
  'authenticat',
]
// What stands at the end decides whether a pattern has to look back over all that came before it.
const TEXTS = PIECES.flatMap((piece) => [
  { piece, text: long(piece) },
  { piece, text: `550 ${long(piece)} !` },
])

const letter = (name: string) => ({
  ...{ direction: 'in' as const, from: { name, email: 'a@b.example' }, replyTo: null, hasTwin: false },
  ...{ authResults: name, isAutomatic: false },
})

// Of the processor's time, not of the clock: another program may be busy.
function worst(read: (text: string) => unknown): { ms: number; piece: string } {
  let most = { ms: 0, piece: '' }
  for (const { piece, text } of TEXTS) {
    const before = process.cpuUsage()
    read(text)
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    if (ms > most.ms) most = { ms, piece }
    if (ms > MOST_MS) break
  }
  return most
}

test.each<[string, (text: string) => unknown]>([
  ['the words of a reply', saidIn],
  ['the status of a reply', statusOf],
  ['the reason of a refusal', (words) => reasonOf({ code: 550, words })],
  ['the refusal of a sign-in', (words) => loginRefusal({ code: 535, words })],
  ['the block of a provider', (words) => isProviderBlock('yandex', { code: 550, words })],
  ['the reason in a delivery report', (words) => bounceReason('5.0.0', words)],
  ['the name of a sender', (name) => displayName(name, 'a@b.example')],
  ['the warnings of a letter', (name) => warningsOf(letter(name))],
  ['the pictures of a letter', trackersIn],
  ['the subject of a letter', bareSubject],
  ['the name of a file that came', isBlocked],
  ['the name of a file that goes', isBlockedFile],
  ['an address', (domain) => normaliseAddress(`a@xn--${domain}`)],
  ['a phone', phoneProblem],
])('%s is read at once, however long a stranger made it', (_what, read) => {
  expect(worst(read).ms).toBeLessThan(MOST_MS)
})

test('reading in one go finds what there is to find', () => {
  expect(saidIn('550 5.1.1 <anna@client.example>: no user anna@client.example, see mx.client.example')).toBe(
    '<>: no user , see',
  )
  expect(saidIn('550 lone @ and @name stay')).toBe('lone @ and @name stay')
  expect([...trackersIn('<p><IMG src="/open?x=1" width=1 height=1 ><img src="b.png"><img src="cut')]).toEqual([
    '/open?x=1',
  ])
  expect(isBlocked('bill.pdf.exe . .')).toBe(true)
  expect(displayName('anna@client.example', 'other@client.example')).toBe('other')
  expect(warningsOf(letter('Bank <help@bank.example>'))).toMatchObject([{ shown: 'help@bank.example' }])
  expect(phoneProblem('8 (495) 123-45-67 ,  доб. 12 ')).toBe(null)
})
