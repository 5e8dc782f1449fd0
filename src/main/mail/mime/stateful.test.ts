import { expect, test } from 'vitest'
import { decodeText } from './charset.ts'
import { shownHeaders } from './headers.ts'
import { parseLetter } from './parse.ts'
import { decodeWords } from './words.ts'

const ESC = '\x1b'
/** "日本語", "テスト" and "太郎" between their escapes. */
const NIHONGO = `${ESC}$BF|K\\8l${ESC}(B`
const TEST = `${ESC}$B%F%9%H${ESC}(B`
const TARO = `${ESC}$BB@O:${ESC}(B`
/** Its bytes are a quote, a comma, a bracket and a semicolon: "あがぜせ". */
const TRICKY = `${ESC}$B$"$,$<$;${ESC}(B`
const word = (text: string | Buffer, charset: string) =>
  `=?${charset}?B?${Buffer.from(text as string, 'latin1').toString('base64')}?=`
const letterOf = (...lines: (string | Buffer)[]) =>
  parseLetter(
    Buffer.concat(
      lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line, 'latin1') : line, Buffer.from('\r\n')]),
    ),
  ).letter

test('a Japanese subject in several words has nothing at their joints', () => {
  const words = [TEST, NIHONGO, TEST].map((text) => word(text, 'ISO-2022-JP'))
  expect(decodeWords(`Re: TEST ${words.join('\r\n ')}`, null)).toBe('Re: TEST テスト日本語テスト')
  expect(
    letterOf(`Subject: ${words.join('\r\n ')}`, `From: ${words[0]} ${words[1]} <a@x.example>`, '', ''),
  ).toMatchObject({
    subject: 'テスト日本語テスト',
    from: { name: 'テスト日本語', email: 'a@x.example' },
  })
})

test('Japanese escapes in a row are no fault, raw and in a body', () => {
  expect(decodeWords(`${NIHONGO}${TEST}`, null)).toBe('日本語テスト')
  expect(decodeText(Buffer.from(`${NIHONGO}${TEST}${ESC}$B${ESC}(B ok`, 'latin1'), 'ISO-2022-JP')).toBe(
    '日本語テスト ok',
  )
})

test('a Japanese text that was cut without escapes is put together', () => {
  const cuts = [`${ESC}$BF|K`, '\\8l%F', `%9%H${ESC}(B ok`].map((text) => word(text, 'iso-2022-jp'))
  expect(decodeWords(cuts.join(' '), null)).toBe('日本語テスト ok')
  const ascii = `${word(NIHONGO, 'iso-2022-jp')} ${word(' plain', 'iso-2022-jp')}`
  expect(decodeWords(ascii, null)).toBe('日本語 plain')
})

test.each([
  [
    '=?iso-2022-kr?B?GyQpQw4+SDNnR088PD9kDyAOPDwwaA8sIA==?= =?iso-2022-kr?B?GyQpQw5ILkBOR1gPIA5BVjw8P2QP?=',
    '안녕하세요 세계, 확인해 주세요',
  ],
  [
    '=?hz?B?fntEYzpDfn1+fn57SkA9ZyMsfn0=?= =?hz?B?fntHazJpPzR+fSByZXBvcnQgfntQO1A7fn0=?=',
    '你好~世界，请查看 report 谢谢',
  ],
  [
    '=?HZ-GB-2312?B?fntEYzpDfn1+fn57SkA9ZyMsfn0=?= =?HZ-GB-2312?B?fntHazJpPzR+fSByZXBvcnQgfntQO1A7fn0=?=',
    '你好~世界，请查看 report 谢谢',
  ],
  ['=?utf-7?Q?+BB8EQAQ4BDIENQRC_?= =?utf-7?Q?+BDwEOARA-?=', 'Привет мир'],
])('words of other charsets with escapes are read one by one: %s', (value, text) => {
  expect(decodeWords(value, null)).toBe(text)
})

test('a word that does not close its escape ends it all the same', () => {
  expect(decodeWords('=?utf-7?Q?+BB8EQAQ4?= =?utf-7?Q?abc?=', null)).toBe('Приabc')
  expect(decodeWords(`${word(`${ESC}$)C\x0e>H3g`, 'iso-2022-kr')} ${word(' ok', 'iso-2022-kr')}`, null)).toBe('안녕 ok')
})

test('a character of several bytes that was cut between two words is put together', () => {
  const bytes = Buffer.from('c4e3bac3', 'hex')
  expect(decodeWords(`${word(bytes.subarray(0, 3), 'gb18030')} ${word(bytes.subarray(3), 'gb18030')}`, null)).toBe(
    '你好',
  )
})

test('bodies in these charsets are read, also where their escapes are not closed', () => {
  expect(decodeText(Buffer.from(`${ESC}$)Ca \x0e>H3g\x0f b\n\x0e>H3g`, 'latin1'), 'iso-2022-kr')).toBe('a 안녕 b\n안녕')
  expect(decodeText(Buffer.from('~~ ~{Dc:C~} b~\nc ~{Dc:C', 'latin1'), 'hz-gb-2312')).toBe('~ 你好 bc 你好')
  expect(decodeText(Buffer.from(NIHONGO, 'latin1'), 'cp50220')).toBe('日本語')
})

test('raw escapes are read in a subject, in names of people and in names of files', () => {
  const letter = letterOf(
    `Subject: Re: ${NIHONGO} ${TEST} 7`,
    `From: ${TARO} ${NIHONGO} <taro@x.example>`,
    `To: "${NIHONGO}, ${TEST}" <one@x.example>, ${TRICKY} <two@x.example>`,
    'Content-Type: multipart/mixed; boundary=b',
    ...['', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'hi', '--b'],
    `Content-Disposition: attachment; filename=${TRICKY}.pdf`,
    ...['Content-Type: application/pdf', '', 'x', '--b--', ''],
  )
  expect(letter).toMatchObject({
    subject: 'Re: 日本語 テスト 7',
    from: { name: '太郎 日本語', email: 'taro@x.example' },
    to: [
      { name: '日本語, テスト', email: 'one@x.example' },
      { name: 'あがぜせ', email: 'two@x.example' },
    ],
  })
  expect(letter.attachments.map(({ name }) => name)).toEqual(['あがぜせ.pdf'])
  expect(shownHeaders(Buffer.from(`From: ${NIHONGO} <a@x.example>\r\n\r\n`, 'latin1'))[0]?.value).toBe(
    '日本語 <a@x.example>',
  )
})

test('escapes that no text follows stay, and many of them cost no time', () => {
  expect(decodeWords(`a ${ESC}[1m b`, null)).toBe(`a ${ESC}[1m b`)
  const before = performance.now()
  for (const piece of [`${ESC}$B`, `${ESC}$Ba${ESC}(B `, `${ESC}$B${'a'.repeat(3000)}`, `${ESC}(I`])
    letterOf(`From: ${piece.repeat(Math.ceil(300_000 / piece.length))} <a@x.example>`, '', '')
  expect(performance.now() - before).toBeLessThan(5_000)
})

test.each([
  'iso-2022-jp',
  'utf-16',
  'utf-16le',
  'utf-32',
  'utf-7',
  'hz-gb-2312',
  'iso-2022-kr',
  'windows-1251',
  'gb18030',
])('a raw subject in UTF-8 above a body in %s is read as UTF-8', (charset) => {
  const type = `Content-Type: text/plain; charset=${charset}`
  for (const subject of ['Счёт на оплату', '日本語のテスト'])
    expect(letterOf(Buffer.from(`Subject: ${subject}`), type, '', '').subject).toBe(subject)
})

test('a raw subject in a charset of the country is read by the body that can have it, else by its letters', () => {
  const subject = (hex: string, charset: string) =>
    letterOf(
      Buffer.concat([Buffer.from('Subject: '), Buffer.from(hex, 'hex')]),
      `Content-Type: text/plain; charset=${charset}`,
      '',
      '',
    ).subject
  expect(subject('a5c6a5b9a5c8b7efccbe', 'euc-jp')).toBe('テスト件名')
  expect(subject('8365835883678c8f96bc', 'shift_jis')).toBe('テスト件名')
  expect(subject('8365835883678c8f96', 'shift_jis'), 'cut in its last character').toMatch(/^テスト件/)
  expect(subject('d1f7b8f220ede020eeefebe0f2f3', 'utf-16')).toBe('Счёт на оплату')
})

const subjectAbove = (charset: string, subject: string) =>
  letterOf(`Subject: ${subject}`, `Content-Type: text/plain; charset=${charset}`, '', '').subject

test('raw Chinese in HZ and raw UTF-7 are read above a body in the same charset', () => {
  expect(subjectAbove('HZ-GB-2312', 'Re: ~{Dc:C~} ~{J@~} 7')).toBe('Re: 你好 世 7')
  expect(subjectAbove('UTF-7', 'Re: +BB8EQAQ4BDIENQRC- +ACM-1 1+-1')).toBe('Re: Привет #1 1+1')
  expect(subjectAbove('unicode-1-1-utf-7', '+BB8EQAQ4 abc')).toBe('При abc')
})

test('in HZ a name may have the bytes of quotes, commas and brackets', () => {
  // "，《" and "你好" with bytes of the header among them.
  const letter = letterOf(
    'From: ~{Dc:C~} ~{#,!6~} <one@x.example>',
    'To: "~{#,!6~}, ~{Dc:C~}" <two@x.example>, ~{:<~} <three@x.example>',
    ...['Content-Type: text/plain; charset=hz-gb-2312', '', ''],
  )
  expect(letter).toMatchObject({
    from: { name: '你好 ，《', email: 'one@x.example' },
    to: [
      { name: '，《, 你好', email: 'two@x.example' },
      { name: '杭', email: 'three@x.example' },
    ],
  })
})

test('shifts without an end cost no time', () => {
  const before = performance.now()
  for (const charset of ['hz-gb-2312', 'utf-7'])
    for (const piece of ['~{', '~{a', '~{Dc~', '~{Dc~} ', '+', '+BB8', `~{${'Dc'.repeat(1500)}`]) {
      const header = piece.repeat(Math.ceil(300_000 / piece.length))
      letterOf(
        `Subject: ${header}`,
        `From: ${header} <a@x.example>`,
        `Content-Type: text/plain; charset=${charset}`,
        '',
        '',
      )
    }
  expect(performance.now() - before).toBeLessThan(5_000)
})

test.each([
  ['utf-8', '~{Dc:C~} +BB8EQAQ4-'],
  ['us-ascii', '~{Dc:C~} +BB8EQAQ4-'],
  ['hz-gb-2312', 'if (a) ~{ b ~}'],
  ['hz-gb-2312', '~{Dc:C~} and ~{'],
  ['hz-gb-2312', '+BB8EQAQ4-'],
  ['utf-7', 'A +AGE- b'],
  ['utf-7', 'C++ and A+B'],
  ['utf-7', 'Tel. +79161234568, +15550000000'],
  ['utf-7', '+BB8EQAQ4- C++'],
])('above a body in %s the plain text "%s" stays as it is', (charset, subject) => {
  expect(subjectAbove(charset, subject)).toBe(subject)
})
