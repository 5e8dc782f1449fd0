import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { htmlOf as unpacked } from '../../store/packed-html.ts'
import { LargeLetter } from './large.ts'
import { parseHead, parseLetter, readLetter } from './parse.ts'

const MAILS = new URL('../../../../tests/mails/', import.meta.url)
const sample = (name: string) => readFileSync(new URL(`${name}.eml`, MAILS))
const htmlOf = (letter: { html: Uint8Array | null }) => unpacked(letter.html)
const read = (source: string | Uint8Array) => parseLetter(Buffer.from(source as string)).letter

test('HTML is stored as it is when it is short, packed when it is long', () => {
  const letter = (html: string) => read(`Message-ID: <a@b.example>\nContent-Type: text/html; charset=utf-8\n\n${html}`)
  const short = letter('<p>Счёт</p>')
  const long = letter(`<p>${'Счёт '.repeat(2000)}</p>`)
  expect(Buffer.from(short.html!).toString()).toContain('<p>Счёт</p>')
  expect(long.html!.length).toBeLessThan(2000)
  expect([htmlOf(short), htmlOf(long)]).toEqual([
    expect.stringContaining('<p>Счёт</p>'),
    expect.stringContaining('Счёт '.repeat(2000)),
  ])
})

test('an order from a Russian mail program is read to the last sign', () => {
  const letter = read(sample('order-windows-1251'))
  expect(letter).toMatchObject({
    messageId: '20261102.1@stroymir.example',
    subject: 'Заказ цемента на среду, № 17',
    from: { name: 'Ольга Самойлова', email: 'olga@stroymir.example' },
    to: [
      { name: 'Отдел продаж', email: 'sales@office.example' },
      { name: '', email: 'info@office.example' },
    ],
    cc: [{ name: 'Petrov, Ivan', email: 'petrov@stroymir.example' }],
    dateAsWritten: 'Mon, 2 Nov 2026 09:15:00 +0300 (MSK)',
    at: Date.UTC(2026, 10, 2, 6, 15),
    reading: 'whole',
    language: 'ru',
    isAutomatic: false,
    html: null,
    snippet:
      'Добрый день! Просим выставить счёт на 40 мешков цемента М500. Самовывоз в среду, № машины сообщим завтра.',
  })
  expect(letter.authResults).toContain('dkim=fail')
  expect(letter.text).toContain('Ольга Самойлова, «СтройМир»')
  expect(letter.search.subject).toContain('цемента')
  expect(letter.search.people).toContain('stroymir')
})

test('an answer from Outlook keeps its threads, its picture and both bodies', () => {
  const letter = read(sample('reply-outlook'))
  expect(letter).toMatchObject({
    subject: 'Re: Счёт № 214',
    from: { name: 'Дмитрий Орлов' },
    inReplyTo: 'golub.77@office.example',
    references: ['first@client.example', 'golub.76@office.example', 'golub.77@office.example', 'badidwithspaces@x'],
    aliases: ['orig-9@client.example'],
    threadTopic: 'Счёт № 214',
    threadIndex: 'AdwabcDEF==',
    snippet: 'Оплатили, платёжку прикладываю. С уважением, Дмитрий',
    attachments: [{ n: 0, name: 'image001.png', mime: 'image/png', contentId: 'image001.png@01DB2C', isInline: true }],
  })
  expect(htmlOf(letter)).toContain('cid:image001.png@01DB2C')
})

test('a newsletter gives words without style and script, and is known as automatic', () => {
  const letter = read(sample('newsletter'))
  expect(letter).toMatchObject({ isAutomatic: true, language: 'en', subject: 'Autumn prices' })
  expect(letter.text).toBe(
    [
      'Autumn prices',
      '',
      'Tulip bulbs from 5 € a bag.',
      '',
      '• Red',
      '• White',
      '',
      'Bag 5',
      '',
      'See the tulips (https://news.example/tulips) or news.example.',
      '',
      '> Best bulbs in town',
    ].join('\n'),
  )
})

test('file names are read in each way that mail programs write them', () => {
  const { attachments } = read(sample('files'))
  expect(attachments.map((file) => file.name)).toEqual([
    'Договор 2026.pdf',
    'Прайс.xls',
    'верно.txt',
    'цены.csv',
    '100%25 plan.exe',
    'winmail.dat',
    'Пересланное.eml',
  ])
  expect(attachments.map((file) => file.n)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(attachments[0]).toMatchObject({
    size: 9,
    sha256: createHash('sha256').update('%PDF-1.4\n').digest('hex'),
    isInline: false,
  })
})

test('a bounce is automatic and its report is readable', () => {
  const letter = read(sample('bounce'))
  expect(letter).toMatchObject({ isAutomatic: true, attachments: [{ name: 'Offer.eml', mime: 'message/rfc822' }] })
  expect(letter.text).toContain('The mailbox is full.')
  expect(letter.text).toContain('Status: 5.2.2')
})

test('a broken boundary costs nothing that can be read, and the place is told', () => {
  const letter = read(sample('broken-boundary'))
  expect(letter).toMatchObject({
    reading: 'partial',
    readingTrouble: { what: 'boundary-missing', line: 8 },
    text: 'The text is still here.',
    attachments: [{ name: 'note.txt', size: 4 }],
  })
  const bare = read('Content-Type: multipart/mixed; boundary=never\r\nMessage-ID: <x@y>\r\n\r\nonly words\r\n')
  expect(bare).toMatchObject({ reading: 'partial', text: 'only words' })
})

test('a letter that was cut off is read to the cut', () => {
  const letter = read(sample('cut-off'))
  expect(letter).toMatchObject({
    reading: 'partial',
    readingTrouble: { what: 'ends-early', line: 15 },
    text: 'Before the cut.',
    attachments: [{ name: 'half.pdf', size: 21 }],
  })
})

test('of two From headers the one that names somebody counts', () => {
  expect(read(sample('two-from'))).toMatchObject({
    from: { name: 'Second Sender', email: 'second@client.example' },
    at: null,
    dateAsWritten: '',
    messageId: '',
  })
})

test('the same letter is the same in two mailboxes, whatever was written on the way', () => {
  const first = parseLetter(Buffer.from(sample('order-windows-1251')))
  const travelled = Buffer.concat([
    Buffer.from('Delivered-To: other@office.example\r\nReceived: from elsewhere\r\n'),
    sample('order-windows-1251'),
    Buffer.from('\r\n'),
  ])
  const second = parseLetter(travelled)
  expect(second.letter.contentHash).toBe(first.letter.contentHash)
  expect(second.packed.sha256).not.toBe(first.packed.sha256)
  const changed = Buffer.from(sample('order-windows-1251').toString('latin1').replace('40', '41'), 'latin1')
  expect(read(changed).contentHash).not.toBe(first.letter.contentHash)
})

test('line ends of an import do not make another letter', () => {
  const unix = Buffer.from(sample('files').toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
  expect(read(unix).contentHash).toBe(read(sample('files')).contentHash)
})

test('a letter without Message-ID is known by its whole source', () => {
  const source = 'From: a@example.org\r\n\r\nhello\r\n'
  expect(read(source)).toMatchObject({ messageId: '', contentHash: createHash('sha256').update(source).digest('hex') })
})

test('a letter read in pieces of any size is the same as one read whole', () => {
  for (const name of readdirSync(MAILS).filter((file) => file.endsWith('.eml'))) {
    const source = readFileSync(new URL(name, MAILS))
    const whole = parseLetter(source)
    for (const size of [1, 7, 64, 997]) {
      const chunks: Buffer[] = []
      const large = new LargeLetter((_, data) => void chunks.push(zstdDecompressSync(data)))
      for (let from = 0; from < source.length; from += size)
        large.push(Uint8Array.from(source.subarray(from, from + size)))
      const pieces = large.end()
      expect({ ...pieces.letter, html: null }, `${name} by ${size}`).toEqual({ ...whole.letter, html: null })
      expect(pieces.sha256).toBe(whole.packed.sha256)
      expect(Buffer.concat(chunks).equals(source)).toBe(true)
    }
  }
})

test('ordinary letters are read as mailparser reads them', async () => {
  for (const name of ['order-windows-1251', 'reply-outlook', 'files', 'bounce']) {
    const other = await simpleParser(sample(name))
    const letter = read(sample(name))
    expect(letter.subject, name).toBe(other.subject)
    expect(letter.at).toBe(other.date?.getTime())
    expect(letter.text.trim().replace(/\s+/g, ' '), name).toBe(other.text?.trim().replace(/\s+/g, ' '))
    expect(letter.attachments.map((file) => file.size)).toEqual(other.attachments.map((file) => file.size))
  }
})

test.each([
  [
    '100,000 header lines',
    `From: a@example.org\r\nSubject: bomb\r\n${'X-Line: something of no use whatever\r\n'.repeat(100_000)}\r\nbody\r\n`,
    'partial',
  ],
  [
    'one header of 10 MB',
    `From: a@example.org\r\nSubject: bomb\r\nX-Huge: ${'x'.repeat(10_000_000)}\r\n\r\nbody\r\n`,
    'partial',
  ],
  ['a header without any end', `From: a@example.org\r\nSubject: bomb\r\nX-Huge: ${'x'.repeat(3_000_000)}`, 'partial'],
])('a letter with %s is shown with its sender and subject', (_, source, reading) => {
  const begunAt = performance.now()
  read(`From: a@example.org\r\n\r\n${source}`)
  const startedAt = performance.now()
  const usualMs = startedAt - begunAt
  const letter = read(source)
  expect(letter).toMatchObject({
    from: { email: 'a@example.org' },
    subject: 'bomb',
    reading,
    readingTrouble: { what: 'header-too-long' },
  })
  // On a slow computer the same bytes take their time as a text too.
  expect(performance.now() - startedAt).toBeLessThan(5000 + 10 * usualMs)
})

test('10,000 recipients are all kept, and searched', () => {
  const to = Array.from({ length: 10_000 }, (_, i) => `=?utf-8?B?0JjQvNGP?= ${i} <person${i}@example.org>`).join(
    ',\r\n ',
  )
  const letter = read(`From: a@example.org\r\nMessage-ID: <many@x>\r\nTo: ${to}\r\n\r\nhello\r\n`)
  expect(letter.to).toHaveLength(10_000)
  expect(letter.to[9999]).toEqual({ name: 'Имя 9999', email: 'person9999@example.org' })
  expect(letter.search.people).toContain('person9999')
})

test('parts within parts without end stop at a depth, and do not stop the reading', () => {
  let source = 'From: a@example.org\r\nMessage-ID: <deep@x>\r\n'
  for (let depth = 0; depth < 500; depth++)
    source += `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`
  expect(read(`${source}Content-Type: text/plain\r\n\r\nbottom\r\n`)).toMatchObject({
    reading: 'partial',
    readingTrouble: { what: 'too-deep' },
  })
  const wide = `Message-ID: <w@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(5000)}--b--\r\n`
  expect(read(wide)).toMatchObject({ reading: 'partial', readingTrouble: { what: 'too-many-parts' } })
})

test('what is no letter is not parsed, and its text is shown as it is', () => {
  for (const nothing of ['', '\r\n\r\n'])
    expect(read(nothing)).toMatchObject({
      ...{ subject: '', text: '', from: { name: '', email: '' } },
      ...{ reading: 'not-parsed', readingTrouble: { what: 'no-letter' } },
    })
  const list = 'Молоко: две пачки\r\n\r\nХлеб'
  expect(read(list)).toMatchObject({ reading: 'not-parsed', text: list, snippet: 'Молоко: две пачки Хлеб' })
  expect(read(`Received: from mx by us\r\nDelivered-To: us@our.example\r\n${list}`).text).toContain('Хлеб')
  expect(read(list).search.text).toContain('хлеб')
  expect(readLetter(Buffer.from('\xef\xf0\xe8', 'latin1'), '', 'windows-1251').text).toBe('при')
})

test('a letter of pure noise and damaged ones are kept, and nothing is thrown', () => {
  const noise = Buffer.alloc(20_000)
  let seed = 7
  for (let i = 0; i < noise.length; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    noise[i] = (seed >> 16) & 255
  }
  expect(read(noise).reading).toBe('not-parsed')
  const shuffled = sample('files')
  for (let i = 0; i < 300; i++) {
    const broken = Buffer.from(shuffled)
    for (let k = 0; k < 5; k++) broken[(i * 131 + k * 977) % broken.length] = (i * 7 + k) & 255
    expect(['whole', 'partial']).toContain(read(broken).reading)
  }
})

test('of a letter that is too big its start is shown', () => {
  const { letter } = parseHead(sample('cut-off'))
  expect(letter).toMatchObject({
    reading: 'too-big',
    readingTrouble: null,
    subject: 'Cut off',
    text: 'Before the cut.',
    attachments: [],
  })
})

test.each([
  ['Auto-Submitted: no', 'anna@x.example', false],
  ['Auto-Submitted: auto-generated', 'anna@x.example', true],
  ['Precedence: list', 'anna@x.example', true],
  ['List-Id: <talk.x.example>', 'anna@x.example', true],
  ['Return-Path: <>', 'anna@x.example', true],
  ['Return-Path: <anna@x.example>', 'anna@x.example', false],
  ['X-Nothing: 1', 'no-reply@x.example', true],
  ['X-Nothing: 1', 'noreply+17@x.example', true],
  ['X-Nothing: 1', 'mailer-daemon@x.example', true],
  ['X-Nothing: 1', 'norman@x.example', false],
])('with "%s" from %s a letter counts as automatic: %s', (header, from, automatic) => {
  expect(read(`${header}\r\nFrom: ${from}\r\n\r\nhello\r\n`).isAutomatic).toBe(automatic)
})

test('soft line breaks of format=flowed are joined, quotes and the signature stay', () => {
  const letter = read(
    'Content-Type: text/plain; format=flowed\r\n\r\nOne long \r\nline.\r\n> quoted \r\n> words\r\n-- \r\nAnna\r\n',
  )
  expect(letter.text).toBe('One long line.\n> quoted words\n-- \nAnna')
})

test('dates are understood in the ways that they are written', () => {
  const at = (date: string) => read(`Date: ${date}\r\n\r\n`).at
  expect(at('Mon, 2 Nov 2026 09:15:00 +0300')).toBe(Date.UTC(2026, 10, 2, 6, 15))
  expect(at('2 Nov 26 09:15 EST')).toBe(Date.UTC(2026, 10, 2, 14, 15))
  expect(at('Mon, 02-Nov-2026 09:15:00 GMT')).toBe(Date.UTC(2026, 10, 2, 9, 15))
  expect(at('2026-11-02T09:15:00+03:00')).toBe(Date.UTC(2026, 10, 2, 6, 15))
  expect(at('Mon Nov  2 09:15:00 2026')).toBe(Date.UTC(2026, 10, 2, 9, 15))
  expect(at('yesterday')).toBe(null)
  expect(at('Mon, 2 Nov 9026 09:15:00 +0300')).toBe(null)
})
