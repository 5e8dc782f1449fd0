import { expect, test } from 'vitest'
import { decodeText, detectCharset } from './charset.ts'
import { fileParam, parseHeaderValue } from './header-value.ts'
import { parseLetter } from './parse.ts'
import { decodeWords } from './words.ts'

/** The bytes of a text in a one-byte charset. */
function encode(text: string, charset: string): Buffer {
  const all = Array.from({ length: 256 }, (_, byte) => new TextDecoder(charset).decode(Uint8Array.of(byte)))
  return Buffer.from([...text].map((char) => Math.max(0, all.indexOf(char))))
}
const word = (bytes: Buffer, charset: string) => `=?${charset}?B?${bytes.toString('base64')}?=`
const SENTENCE = 'Добрый день! Высылаем прайс-лист на металлопрокат и ждём вашей заявки до пятницы.'

test.each([
  ['windows-1251', 'windows-1251'],
  ['cp1251', 'windows-1251'],
  ['WIN-1251', 'windows-1251'],
  ['x-cp1251', 'windows-1251'],
  ['"Windows-1251"', 'windows-1251'],
  ['KOI8-R', 'koi8-r'],
  ['koi8-u', 'koi8-u'],
  ['ISO-8859-5', 'iso-8859-5'],
  ['cp866', 'ibm866'],
  ['mac-cyrillic', 'x-mac-cyrillic'],
])('%s is read by its name', (name, charset) => {
  expect(decodeText(encode('Привет, Ёлка', charset), name)).toBe('Привет, Ёлка')
})

test('UTF-8 and UTF-16 are read, with a mark and without', () => {
  expect(decodeText(Buffer.from('\ufeffПривет'), 'UTF-8')).toBe('Привет')
  expect(decodeText(Buffer.from('Привет', 'utf16le'), 'utf-16')).toBe('Привет')
  expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Привет', 'utf16le')]), 'UTF-16')).toBe(
    'Привет',
  )
  expect(decodeText(Buffer.from('Привет', 'utf16le').swap16(), 'utf-16')).toBe('Привет')
})

test.each(['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5'])(
  'Russian text in %s is recognised under an unknown name and under none',
  (charset) => {
    expect(decodeText(encode(SENTENCE, charset), 'x-user-defined-thing')).toBe(SENTENCE)
    expect(decodeText(encode(SENTENCE, charset), null)).toBe(SENTENCE)
    expect(detectCharset(encode(SENTENCE, charset))).toBe(charset)
  },
)

test.each(['us-ascii', 'iso-8859-1', 'windows-1252', 'utf-8'])(
  'Russian bytes under the wrong name %s are still read as Russian',
  (declared) => {
    expect(decodeText(encode(SENTENCE, 'windows-1251'), declared)).toBe(SENTENCE)
  },
)

test('rarer charsets and nicknames of common ones are read by their name', () => {
  expect(decodeText(Buffer.from('Hi +BB8EQAQ4BDIENQRC-'), 'utf-7')).toBe('Hi Привет')
  expect(decodeText(Uint8Array.of(0x47, 0x72, 0x81, 0xe1, 0x65), 'cp850')).toBe('Grüße')
  expect(decodeText(encode('Grüße', 'windows-1252'), 'latin1')).toBe('Grüße')
  expect(decodeText(encode(SENTENCE, 'windows-1251'), 'latin1')).toBe(SENTENCE)
  expect(decodeText(encode(SENTENCE, 'windows-1251'), 'base64')).toBe(SENTENCE)
})

test('UTF-8 under the name of a one-byte charset is read as UTF-8', () => {
  expect(decodeText(Buffer.from(SENTENCE), 'windows-1251')).toBe(SENTENCE)
})

test('Western text keeps its declared charset', () => {
  expect(decodeText(encode('Grüße aus Köln, très bientôt à Besançon', 'windows-1252'), 'iso-8859-1')).toBe(
    'Grüße aus Köln, très bientôt à Besançon',
  )
})

test('where the letter and its HTML disagree, the letter wins if it makes sense, else the HTML', () => {
  const html = (charset: string, inside: string) =>
    encode(`<html><meta charset="${charset}"><p>${SENTENCE}</p>`, inside)
  expect(decodeText(html('koi8-r', 'windows-1251'), 'windows-1251', 'koi8-r')).toContain(SENTENCE)
  expect(decodeText(html('koi8-r', 'koi8-r'), 'iso-8859-1', 'koi8-r')).toContain(SENTENCE)
  expect(decodeText(html('utf-8', 'koi8-r'), 'us-ascii', 'utf-8')).toContain(SENTENCE)
})

test('a header may switch its charset, and the spaces between its words are no spaces', () => {
  const value = `Re: ${word(encode('Счёт ', 'koi8-r'), 'koi8-r')} ${word(encode('на ', 'windows-1251'), 'Windows-1251')}\t${word(Buffer.from('оплату'), 'utf-8')} 17`
  expect(decodeWords(value, null)).toBe('Re: Счёт на оплату 17')
})

test('a letter cut in two between words is put together', () => {
  const bytes = Buffer.from('Щука')
  expect(decodeWords(`${word(bytes.subarray(0, 3), 'utf-8')} ${word(bytes.subarray(3), 'UTF-8')}`, null)).toBe('Щука')
  expect(decodeWords('=?utf-8?Q?=D0?= =?utf-8?Q?=A9=D1=83_=D0=B8?=', null)).toBe('Щу и')
})

test('words that break the rules are read where sense can be made of them', () => {
  expect(decodeWords('=?utf-8?Q?Как дела??=', null)).not.toContain('=?')
  expect(decodeWords('=?x-nobody?B?z/Do4uXy?=', null)).toBe('Привет')
  expect(decodeWords('=?utf-8*ru?Q?=D0=AF?=', null)).toBe('Я')
  expect(decodeWords('a =? b ?= c =?utf-8?X?y?=', null)).toBe('a =? b ?= c =?utf-8?X?y?=')
  expect(decodeWords(`${'=?utf-8?Q?'.repeat(50_000)}`, null).length).toBeGreaterThan(0)
})

test('raw 8-bit headers follow the body, else their own letters', () => {
  const source = (charset: string, header: string) =>
    Buffer.concat([
      Buffer.from('Subject: '),
      encode('Привет из Твери', charset),
      Buffer.from(`\r\n${header}\r\n\r\n`),
      encode(SENTENCE, charset),
    ])
  for (const charset of ['koi8-r', 'windows-1251', 'ibm866']) {
    expect(parseLetter(source(charset, `Content-Type: text/plain; charset=${charset}`)).letter).toMatchObject({
      subject: 'Привет из Твери',
      text: SENTENCE,
    })
    expect(parseLetter(source(charset, 'X: 1')).letter).toMatchObject({ subject: 'Привет из Твери', text: SENTENCE })
  }
  expect(parseLetter(Buffer.from('Subject: Привет\r\nFrom: Анна <a@x.example>\r\n\r\n')).letter).toMatchObject({
    subject: 'Привет',
    from: { name: 'Анна' },
  })
})

test.each([
  ["attachment; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82.pdf", 'счёт.pdf'],
  ["attachment; filename*=koi8-r'ru'%D3%DE%A3%D4.pdf", 'счёт.pdf'],
  ["attachment; filename*0*=utf-8''%D1%81%D1; filename*1*=%87%D1%91%D1; filename*2*=%82.pdf", 'счёт.pdf'],
  ['attachment; filename*0="long "; filename*1="name.pdf"', 'long name.pdf'],
  ['attachment; filename="=?utf-8?B?0YHRh9GR0YIucGRm?="', 'счёт.pdf'],
  ['attachment; filename==?koi8-r?B?096j1C5wZGY=?=', 'счёт.pdf'],
  ['attachment; filename="%D1%81%D1%87%D1%91%D1%82.pdf"', 'счёт.pdf'],
  ['attachment; filename="50%AB of it.doc"', '50%AB of it.doc'],
  ['attachment; filename="plain.txt"; filename*=utf-8\'\'%FF%FE.txt', 'plain.txt'],
  ['attachment; filename="semi;colon \\"quoted\\".txt"', 'semi;colon "quoted".txt'],
])('%s names %s', (header, name) => {
  expect(fileParam(parseHeaderValue(header).params, 'filename', null)).toBe(name)
})

test('a raw 8-bit file name is read by the charset of the body or by its letters', () => {
  const header = `attachment; filename="${encode('Договор.docx', 'windows-1251').toString('latin1')}"`
  expect(fileParam(parseHeaderValue(header).params, 'filename', 'windows-1251')).toBe('Договор.docx')
  expect(fileParam(parseHeaderValue(header).params, 'filename', null)).toBe('Договор.docx')
})
