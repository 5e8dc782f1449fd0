import { expect, test } from 'vitest'
import { parseLetter } from './parse.ts'

const read = (source: string) => parseLetter(Buffer.from(source, 'latin1')).letter
const TEXT = 'Content-Type: text/plain\r\n\r\nplain\r\n'
const FILE = 'Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n'
const letter = (boundary: string, ...lines: string[]) =>
  read(`From: a@x.example\r\nMessage-ID: <a@b>\r\nContent-Type: multipart/mixed${boundary}\r\n\r\n${lines.join('')}`)

test.each([
  [
    'an alternative that is never closed',
    '; boundary=B',
    `--B\r\nContent-Type: multipart/alternative; boundary=I\r\n\r\n--I\r\n${TEXT}--I\r\nContent-Type: text/html\r\n\r\n<p>plain\r\n--B\r\n${FILE}--B--\r\n`,
    null,
  ],
  ['blanks after its delimiters', '; boundary=B', `--B \r\n${TEXT}--B\t\r\n${FILE}--B-- \r\n`, null],
  ['a remark after its boundary', '; boundary=B (so it is)', `--B\r\n${TEXT}--B\r\n${FILE}--B--\r\n`, null],
  [
    'Russian letters in its boundary',
    '; boundary="\xd0\xe0"',
    `--\xd0\xe0\r\n${TEXT}--\xd0\xe0\r\n${FILE}--\xd0\xe0--\r\n`,
    null,
  ],
  ['another boundary than it says', '; boundary=B', `--C\r\n${TEXT}--C\r\n${FILE}--C--\r\n`, 5],
  ['no boundary in its header', '', `--B\r\n${TEXT}--B\r\n${FILE}--B--\r\n`, 5],
  [
    'a header of a part that is 3 MB long',
    '; boundary=B',
    `--B\r\nX: ${'x'.repeat(3e6)}\r\n${TEXT}--B\r\n${FILE}--B--\r\n`,
    6,
  ],
])('a letter with %s keeps its file', (_, boundary, body, line) => {
  const { text, attachments, readingTrouble } = letter(boundary, body)
  expect({ text, attachments, line: readingTrouble?.line ?? null }).toMatchObject({
    text: 'plain',
    attachments: [{ name: 'a.pdf', size: 5 }],
    line,
  })
})

test('a part without a text after its header is a file of no bytes', () => {
  const empty = 'Content-Type: application/pdf; name=empty.pdf\r\n'
  expect(letter('; boundary=B', `--B\r\n${TEXT}--B\r\n${empty}--B\r\n${FILE}--B--\r\n`).attachments).toMatchObject([
    { name: 'empty.pdf', size: 0 },
    { name: 'a.pdf', size: 5 },
  ])
})

test.each([
  ['a parameter', (run: string) => `Content-Type: text/plain; charset=a${run}b\r\n\r\nhello\r\n`],
  ['a file name', (run: string) => `Content-Disposition: attachment; filename=a${run}b\r\n\r\nhello\r\n`],
  ['a subject', (run: string) => `Subject: =?utf-8?Q?a${run}b?=\r\n\r\nhello\r\n`],
  ['a text', (run: string) => `Content-Transfer-Encoding: quoted-printable\r\n\r\na${run}b\r\n`],
])('a million blanks in %s do not hold up the reading', (_, source) => {
  const tookMs = (lines: string) => {
    const startedAt = performance.now()
    read(`From: a@x.example\r\n${lines}`)
    return performance.now() - startedAt
  }
  // On a slow computer every reading is slow.
  const usualMs = tookMs(`\r\n${'hello\r\n'.repeat(150_000)}`)
  for (const blank of [' ', '\t', '\r', '\r\n '])
    expect(tookMs(source(blank.repeat(1_000_000))), JSON.stringify(blank)).toBeLessThan(3000 + 10 * usualMs)
})
