import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseLetter } from './parse.ts'

const MAILS = join(import.meta.dirname, '../../../../tests/mails')
const read = (name: string) => parseLetter(readFileSync(join(MAILS, name))).letter

test('a report names each recipient with what became of the letter, and the letter that came back', () => {
  const letter = read('returned-report.eml')
  expect(letter.report).toEqual({
    originalIds: ['golub.4711@office.example', 'p-4711'],
    recipients: [
      {
        emails: ['anna@client.example'],
        action: 'failed',
        status: '5.1.1',
        words: '550 5.1.1 <anna@client.example>: nobody of that name lives here',
      },
      { emails: ['boris@client.example'], action: 'delayed', status: '4.4.1', words: '' },
    ],
  })
  expect(letter).toMatchObject({ inReplyTo: 'golub.4711@office.example', isAutomatic: true, reading: 'whole' })
})

test('headers alone are enough, folded ones too', () => {
  expect(read('returned-headers-only.eml').report).toMatchObject({
    originalIds: ['golub.folded@office.example'],
    recipients: [{ emails: ['anna@client.example'], action: 'failed', status: '5.2.2' }],
  })
})

test.each([
  ['returned-yandex-words.eml', 'golub.ya@office.example', '5.7.1'],
  ['returned-mailru-words.eml', 'golub.mr@office.example', ''],
  ['returned-exchange-words.eml', 'golub.ex@office.example', '5.2.2'],
])('the words of Russian servers are understood: %s', (name, id, status) => {
  const { report } = read(name)
  expect(report?.originalIds).toContain(id)
  expect(report?.recipients).toContainEqual(
    expect.objectContaining({ emails: ['anna@client.example'], action: 'failed', status }),
  )
  expect(report?.recipients.flatMap((one) => one.emails)).not.toContain('info@office.example')
})

test('a warning that the server goes on trying is no failure', () => {
  expect(read('delayed-words.eml').report?.recipients).toMatchObject([
    { emails: ['anna@client.example'], action: 'delayed' },
  ])
})

test('a person who writes about a failed delivery is not a report', () => {
  expect(read('talk-about-a-return.eml').report).toBeUndefined()
})

test('a daemon’s letter of one endless word or of empty lines is read at once', () => {
  const head =
    'Return-Path: <>\nFrom: mailer-daemon@mx.example\nSubject: Undelivered\n\nanna@client.example: failed\n\n'
  for (const piece of ['x', 'a@', 'я', '\n']) {
    const before = process.cpuUsage()
    const { report } = parseLetter(Buffer.from(`${head}${piece.repeat(200_000 / piece.length)}\n`)).letter
    expect((process.cpuUsage(before).user / 1000) | 0, piece).toBeLessThan(2000)
    expect(report?.recipients).toMatchObject([{ emails: ['anna@client.example'] }])
  }
})
