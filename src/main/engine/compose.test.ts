import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseLetter } from '../mail/mime/parse.ts'
import { attachmentBytes } from '../mail/mime/part.ts'
import { htmlOf } from '../store/packed-html.ts'
import { type Answered, type Composed, compose, threadOf, type Written } from './compose.ts'
import { inertHtml } from './compose-html.ts'
import { type LetterFile, mimeBytes } from './compose-mime.ts'
import { peopleOf } from './compose-people.ts'

const SENDER = {
  address: 'ivan@голубь.рф',
  displayName: 'Иван «Голубь» Петров',
  signature: 'Иван Петров\nГолубь',
  locale: 'ru',
} as const
const ANNA = { name: 'Белова, Анна', email: 'anna@client.example' }
const ANSWERED: Answered = {
  messageId: 'asked@client.example',
  references: ['first@client.example', 'second@client.example'],
  threadTopic: 'Счёт',
  threadIndex: 'AcgAAA==',
  from: ANNA,
  to: [{ name: '', email: 'ivan@голубь.рф' }],
  cc: [],
  subject: 'Счёт',
  pictures: [],
  at: Date.UTC(2026, 2, 14, 7),
  language: 'ru',
  text: 'Где счёт?\n> Прежнее',
  html: '<html><head><style>p{color:navy}</style></head><body><table><tr><td>Где <b>счёт</b>?</td></tr></table></body></html>',
}

type Made = Composed & { source: Uint8Array }

async function made(change: Partial<Written> = {}, answered: Answered | null = null, frame = true): Promise<Made> {
  const written = {
    to: [ANNA],
    cc: [],
    bcc: [],
    subject: 'Re: Счёт',
    html: '<div>Высылаю.</div>',
    text: null,
    ...change,
  }
  const result = await compose(written, SENDER, answered, {
    date: Date.UTC(2026, 2, 14, 9),
    frame: frame ? { isSigned: true, isQuoted: true, isForward: false } : null,
    recipientLimit: 100,
    random: (bytes) => randomBytes(bytes),
  })
  if (!result.ok) throw new Error(result.problem)
  return { ...result.composed, source: await mimeBytes(result.composed.mime) }
}

const sourceOf = (composed: Made) => Buffer.from(composed.source).toString('latin1')
const headerOf = (composed: Made) => sourceOf(composed).split('\r\n\r\n', 1)[0] ?? ''

test('an answer carries the whole chain of ids and keeps the topic headers of Outlook', async () => {
  const head = headerOf(await made({}, ANSWERED)).replace(/\r\n /g, ' ')
  expect(head).toContain('In-Reply-To: <asked@client.example>')
  expect(head).toContain('References: <first@client.example> <second@client.example> <asked@client.example>')
  expect(head).toContain('Thread-Index: AcgAAA==')
  expect(head).toMatch(/Thread-Topic: =\?UTF-8\?/)
})

test('of a long chain the first and the newest twenty ids stay', () => {
  const chain = Array.from({ length: 50 }, (_, n) => `id${n}@client.example`)
  const { references } = threadOf({ ...ANSWERED, references: chain })
  expect(references).toHaveLength(20)
  expect(references[0]).toBe('id0@client.example')
  expect(references.at(-1)).toBe('asked@client.example')
  expect(references.at(-2)).toBe('id49@client.example')
})

test('ids of strangers cannot smuggle a header in, and a letter without an id is not referred to', () => {
  expect(threadOf({ ...ANSWERED, references: ['a@b>\r\nBcc: evil@example.com', 'x y@b'] }).references).toEqual([
    'asked@client.example',
  ])
  expect(threadOf({ ...ANSWERED, messageId: '' })).toMatchObject({ inReplyTo: '', references: [] })
})

test('the quote keeps the HTML of the answered letter, below the signature, and both stand there once', async () => {
  const { html, text } = await made({}, ANSWERED)
  expect(html).toContain(
    '<style>.golub-quote p{color:navy}</style><table><tr><td>Где <b>счёт</b>?</td></tr></table></blockquote>',
  )
  expect(html.indexOf('Высылаю')).toBeLessThan(html.indexOf('golub-signature'))
  expect(html.indexOf('golub-signature')).toBeLessThan(html.indexOf('golub-quote'))
  expect(html.split('golub-signature')).toHaveLength(2)
  expect(text).toMatch(
    /^Высылаю\.\n\n-- \nИван Петров\nГолубь\n\n14 марта 2026 г\..*Белова, Анна <anna@client\.example> писал\(а\):\n> Где счёт\?\n>> Прежнее$/,
  )
  expect(
    (await made({ html: `<div>А</div><div class="golub-signature">своя</div>` })).html.split('golub-signature'),
  ).toHaveLength(2)
})

test('the line above the quote speaks the language of the letter, else that of the author', async () => {
  expect((await made({}, { ...ANSWERED, language: 'en' })).text).toContain('wrote:')
  expect((await made({}, { ...ANSWERED, language: 'other' })).text).toContain('писал(а):')
})

test('the letter of an API caller goes as it is: no signature, no quote', async () => {
  const composed = await made({ html: null, text: 'Строка\nдругая' }, ANSWERED, false)
  expect(composed.text).toBe('Строка\nдругая')
  expect(composed.html).toContain('<div>Строка<br>другая</div></body>')
  expect(headerOf(composed)).toContain('In-Reply-To: <asked@client.example>')
})

test('the bytes are plain ASCII with CRLF, never format=flowed, and read back as what was written', async () => {
  const long = `<div>${'Длинная строка без конца. '.repeat(200)}</div><div>.точка</div><div>From нового письма</div>`
  const composed = await made({
    html: long,
    cc: [{ name: 'Ольга', email: 'olga@пример.рф' }],
    bcc: [{ name: '', email: 'secret@client.example' }],
  })
  const source = sourceOf(composed)
  expect(source).not.toMatch(/[^\r]\n|\r[^\n]|\P{ASCII}|format=flowed|secret@/u)
  expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  const { letter } = await parseLetter(composed.source)
  expect(letter).toMatchObject({
    messageId: composed.messageId,
    from: { name: SENDER.displayName, email: 'ivan@голубь.рф' },
    to: [ANNA],
    cc: [{ name: 'Ольга', email: 'olga@пример.рф' }],
    bcc: [],
    subject: 'Re: Счёт',
    reading: 'whole',
  })
  expect(letter.aliases).toContain(composed.publicId)
  expect(letter.text).toContain('.точка\nFrom нового письма')
})

test('what runs is dropped from what the author wrote; the rest stays as it is', () => {
  expect(
    inertHtml('<p onclick="x()">а&nbsp;&lt;b<script>alert(1)</script><style>p{}</style></p>', { styles: null }),
  ).toBe('<p>а&nbsp;&lt;b</p>')
  expect(
    inertHtml('<a href="java&#10;script:x()">1</a><a href=" https://example.com/?a=1&amp;b=2">2</a>', {
      styles: null,
    }),
  ).toBe('<a>1</a><a href=" https://example.com/?a=1&amp;b=2">2</a>')
  expect(inertHtml('</blockquote></div><b>не закрыт', { styles: '.golub-quote' })).toBe('<b>не закрыт</b>')
})

test('doubles over To, CC and BCC leave once, To before CC before BCC', async () => {
  const composed = await made({
    to: [ANNA],
    cc: [
      { name: '', email: 'ANNA@client.example' },
      { name: '', email: 'b@client.example' },
    ],
    bcc: [{ name: '', email: 'b@Client.example' }],
  })
  expect([composed.to, composed.cc, composed.bcc]).toEqual([[ANNA], [{ name: '', email: 'b@client.example' }], []])
})

test('recipients of API callers may carry names', () => {
  expect(peopleOf(['Анна Белова <anna@client.example>', 'b@client.example'])).toEqual([
    { name: 'Анна Белова', email: 'anna@client.example' },
    { name: '', email: 'b@client.example' },
  ])
})

const file = (name: string, mime: string, bytes: string, contentId: string | null = null): LetterFile => ({
  name,
  mime,
  contentId,
  bytes: () => [Buffer.from(bytes)],
})

async function withFiles(html: string, files: LetterFile[], answered: Answered | null = null, forwards = false) {
  const written = { to: [ANNA], cc: [], bcc: [], subject: 'Файлы', html, text: null }
  const frame = { isSigned: true, isQuoted: true, isForward: forwards }
  const how = { date: Date.UTC(2026, 2, 14, 9), frame, recipientLimit: 100, random: randomBytes }
  const result = compose(written, SENDER, answered, how, files)
  if (!result.ok) throw new Error(result.problem)
  return Buffer.from(await mimeBytes(result.composed.mime))
}

test('files of any kind come out as they went in, numbered in their order, pictures of the text first', async () => {
  const source = await withFiles('<p>Вот <img src="cid:one@golub"></p>', [
    file('лампа.png', 'image/png', 'PNG', 'one@golub'),
    file('Счёт № 5.pdf', 'application/pdf', '%PDF'),
    file('notes.txt', 'text/plain', 'line\nline\n'),
    file('page.html', 'text/html', '<p>x</p>'),
    file('письмо.eml', 'message/rfc822', 'Subject: x\r\n\r\nbody'),
    file('', 'nonsense', 'x'),
  ])
  const { letter } = await parseLetter(source)
  expect(letter.attachments.map(({ n, name, mime, isInline }) => [n, name, mime, isInline])).toEqual([
    [0, 'лампа.png', 'image/png', true],
    [1, 'Счёт № 5.pdf', 'application/pdf', false],
    [2, 'notes.txt', 'text/plain', false],
    [3, 'page.html', 'text/html', false],
    [4, 'письмо.eml', 'application/octet-stream', false],
    [5, expect.any(String), 'application/octet-stream', false],
  ])
  const parts: string[] = []
  for (const { n } of letter.attachments) {
    const bytes: Uint8Array[] = []
    for await (const piece of attachmentBytes([source], { n })) bytes.push(piece)
    parts.push(Buffer.concat(bytes).toString())
  }
  expect(parts).toEqual(['PNG', '%PDF', 'line\nline\n', '<p>x</p>', 'Subject: x\r\n\r\nbody', 'x'])
})

test('a foreign name of a file is written so that new and old programs read it, however long it is', async () => {
  const long = `${'Очень длинное имя '.repeat(10)}.pdf`
  const source = (
    await withFiles('<p>x</p>', [file('Счёт (№ 5).pdf', 'application/pdf', 'x'), file(long, 'application/pdf', 'x')])
  ).toString()
  expect(source).toContain("filename*=UTF-8''%D0%A1%D1%87%D1%91%D1%82%20%28%E2%84%96%205%29.pdf")
  expect(source).toMatch(/name="?=\?UTF-8\?/)
  expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  const { letter } = await parseLetter(Buffer.from(source))
  expect(letter.attachments.map((one) => one.name)).toEqual(['Счёт (№ 5).pdf', long])
})

test('a letter sent on stands whole under its own head, and begins a talk of its own', async () => {
  const source = await withFiles('<div>Посмотрите.</div>', [], ANSWERED, true)
  const { letter } = await parseLetter(source)
  const html = htmlOf(letter.html) ?? ''
  expect(html).toContain('<table><tr><td>Где <b>счёт</b>?</td></tr></table>')
  expect(html).toContain('<b>От:</b> Белова, Анна &lt;anna@client.example&gt;')
  expect(letter.text).toMatch(/Пересылаемое письмо.*Тема: Счёт.*Где счёт\?/s)
  expect([letter.inReplyTo, letter.references]).toEqual(['', []])
})
