import { type ParsedMail, simpleParser } from 'mailparser'
import { beforeAll, expect, test } from 'vitest'
import { bytesOf, type LetterSource } from '../letter-source.ts'
import type { LetterSpec } from '../server.ts'
import { type SampleOffice, sampleOffice } from './office.ts'

const NOW = Date.UTC(2026, 10, 20, 9, 30)
const DAY = 86_400_000

interface Read {
  account: string
  folder: string
  at: number
  flags: string[]
  size: number
  bytes: Buffer
  mail: ParsedMail
}

let office: SampleOffice
let letters: Read[]

/** The sample gives its letters as sources, never as bare bytes. */
function sourceIn(spec: LetterSpec): LetterSource {
  if (spec.source instanceof Uint8Array || typeof spec.source === 'function')
    throw new Error('bytes are held in memory')
  return spec.source
}

function specs(): { account: string; folder: string; at: number; flags: string[]; source: LetterSource }[] {
  return office.accounts.flatMap((account) =>
    (account.folders ?? []).flatMap((folder) =>
      (folder.letters ?? []).map((one) => ({
        account: account.address,
        folder: folder.path,
        at: one.at,
        flags: one.flags ?? [],
        source: sourceIn(one),
      })),
    ),
  )
}

beforeAll(async () => {
  office = sampleOffice(NOW)
  letters = []
  for (const { source, ...rest } of specs()) {
    if (source.size() > 1_000_000) continue
    const bytes = bytesOf(source)
    letters.push({ ...rest, size: bytes.length, bytes, mail: await simpleParser(bytes, { skipTextToHtml: true }) })
  }
}, 60_000)

const isMachine = (one: Read) => ['auto-submitted', 'list-id', 'precedence'].some((name) => one.mail.headers.has(name))

test('there are about 2,000 letters to load over a year, three quarters of the talk in Russian', () => {
  const loaded = specs().filter((one) => one.account.startsWith('sales') && ['INBOX', 'Sent'].includes(one.folder))
  expect(loaded.length).toBeGreaterThan(1950)
  expect(loaded.length).toBeLessThan(2050)
  const oldest = Math.min(...letters.map((one) => one.at))
  expect(NOW - oldest).toBeGreaterThan(350 * DAY)
  expect(Math.max(...letters.map((one) => one.at))).toBeLessThan(NOW)
  const russian = letters.filter((one) => /[а-я]{3}/i.test(one.mail.text ?? '')).length / letters.length
  expect(russian).toBeGreaterThan(0.7)
  expect(russian).toBeLessThan(0.9)
})

test('the same moment gives the same letters', () => {
  const again = sampleOffice(NOW).accounts[0]?.folders?.[0]?.letters ?? []
  const first = office.accounts[0]?.folders?.[0]?.letters ?? []
  for (const i of [0, 200, 500, again.length - 1]) {
    const [a, b] = [first[i], again[i]]
    expect(a && b && bytesOf(sourceIn(a)).equals(bytesOf(sourceIn(b)))).toBe(true)
  }
})

test('every address and link stands under a reserved name', () => {
  for (const one of letters) {
    const text = `${one.mail.text} ${one.mail.html || ''} ${one.mail.from?.text} ${one.mail.messageId}`
    for (const [, domain = ''] of text.matchAll(/[@/]([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)) {
      expect(domain, one.mail.subject).toMatch(/\.(example|jpg|png|gif|pdf)$|^\d/i)
    }
  }
})

test('nothing of a template is left in a letter', () => {
  for (const one of letters)
    expect(`${one.mail.subject ?? ''} ${one.mail.text ?? ''}`).not.toMatch(/[{}]|\[\[|\]\]|undefined|null/)
})

test('answers point at letters that exist, by In-Reply-To and References', () => {
  const ids = new Set(letters.map((one) => one.mail.messageId))
  ids.add('<meeting-v@mail.logopark.example>')
  for (const { source } of specs())
    if (source.size() > 1_000_000 && source.size() < 10_000_000)
      ids.add(/^Message-ID: (.*)$/m.exec(bytesOf(source).toString('latin1', 0, 4000))?.[1])
  for (const one of letters) if (one.mail.inReplyTo) expect(ids, one.mail.subject).toContain(one.mail.inReplyTo)
  const copies = letters.filter((one) =>
    letters.some(
      (other) => other.account !== one.account && other.mail.messageId === one.mail.messageId && one.mail.messageId,
    ),
  )
  expect(copies.length).toBeGreaterThan(4)
  expect(copies.every((one) => one.mail.cc !== undefined)).toBe(true)
})

test('seven clients wait for an answer and fourteen talks wait for a client', () => {
  const talks = new Map<string, Read>()
  for (const one of letters
    .filter((each) => each.account.startsWith('sales') && ['INBOX', 'Sent'].includes(each.folder))
    .sort((a, b) => a.at - b.at)) {
    const references = [one.mail.references ?? []].flat()
    talks.set(references[0] ?? one.mail.messageId ?? '', one)
  }
  const recent = [...talks.values()].filter(
    (one) => NOW - one.at < 10.5 * DAY && !isMachine(one) && one.mail.subject && !/реквизиты/.test(one.mail.subject),
  )
  expect(recent.filter((one) => one.folder === 'INBOX').length).toBe(7)
  const waiting = recent.filter((one) => one.folder === 'Sent' && !/как договаривались/.test(one.mail.subject ?? ''))
  expect(waiting.length).toBe(14)
})

test('the newest days are lively and only fresh letters are unread', () => {
  const inbox = letters.filter((one) => one.account.startsWith('sales') && one.folder === 'INBOX')
  expect(inbox.filter((one) => NOW - one.at < DAY).length).toBeGreaterThan(7)
  expect(inbox.filter((one) => NOW - one.at < 7 * DAY).length).toBeGreaterThan(30)
  const unread = inbox.filter((one) => !one.flags.includes('\\Seen'))
  expect(unread.length).toBeGreaterThan(5)
  expect(unread.length).toBeLessThan(16)
  expect(unread.every((one) => NOW - one.at < 30 * DAY)).toBe(true)
})

test('no two talks near each other read the same', () => {
  const firsts = letters
    .filter(
      (one) => one.account.startsWith('sales') && one.folder === 'INBOX' && !one.mail.inReplyTo && !isMachine(one),
    )
    .sort((a, b) => a.at - b.at)
  for (const [i, one] of firsts.entries()) {
    const near = firsts.slice(i + 1, i + 20).map((other) => other.mail.text)
    expect(near, one.mail.subject).not.toContain(one.mail.text)
  }
})

test('letters in windows-1251 and koi8-r are read as Russian', () => {
  for (const charset of ['windows-1251', 'koi8-r']) {
    const found = letters.filter((one) => one.bytes.includes(`charset=${charset}`))
    expect(found.length, charset).toBeGreaterThan(3)
    for (const one of found) expect(one.mail.text).toMatch(/[а-я]{4}/)
  }
})

test('attachments of each kind open, and their Russian names survive', () => {
  const files = letters.flatMap((one) => one.mail.attachments)
  const starts: Record<string, string> = { pdf: '%PDF-', png: '\x89PNG', xlsx: 'PK', docx: 'PK', zip: 'PK' }
  for (const [kind, start] of Object.entries(starts)) {
    const found = files.filter((file) => file.filename?.endsWith(`.${kind}`))
    expect(found.length, kind).toBeGreaterThan(0)
    for (const file of found) expect(file.content.toString('latin1', 0, start.length)).toBe(start)
  }
  expect(files.some((file) => file.filename === 'Реквизиты СкладТранс.pdf')).toBe(true)
  expect(files.some((file) => file.contentDisposition === 'inline' && file.cid?.startsWith('test'))).toBe(true)
})

test('the odd letters are there: huge, large, false, broken, without a name, returned', () => {
  const sizes = specs().map(({ source }) => source.size())
  const huge = specs().find(({ source }) => source.size() > 50_000_000)
  expect(huge && [...huge.source.chunks()].reduce((sum, chunk) => sum + chunk.length, 0)).toBe(huge?.source.size())
  expect(sizes.filter((size) => size > 2_500_000 && size < 10_000_000).length).toBe(1)
  const false_ = letters.find((one) => one.mail.from?.value[0]?.name === 'belova@skladtrans.example')
  expect(false_?.mail.headers.get('authentication-results')).toMatch(/spf=fail/)
  expect(
    letters.some((one) => one.bytes.includes('boundary="gate-1144"') && !one.bytes.includes('--gate-1144\r\n')),
  ).toBe(true)
  expect(letters.some((one) => one.folder === 'INBOX' && !one.mail.messageId && !one.mail.subject)).toBe(true)
  expect(letters.filter((one) => one.bytes.includes('multipart/report')).length).toBe(3)
})

test('everybody who writes to us as a client is among the contacts, with a company', () => {
  expect(office.contacts.length).toBeGreaterThan(45)
  const known = new Set(office.contacts.map((one) => one.email))
  for (const one of letters.filter((each) => each.folder === 'Sent' && each.account.startsWith('sales'))) {
    const address = one.mail.to && !Array.isArray(one.mail.to) ? one.mail.to.value[0]?.address : undefined
    if (!/fasad-plus|a\.fomin|gorod-sveta|k\.lang/.test(address ?? '')) expect(known).toContain(address)
  }
  const companies = new Set(office.companies.map((one) => one.name))
  for (const one of office.contacts) {
    expect(companies).toContain(one.company)
    expect(one.phone).toMatch(/^\+7 912 555-01-\d\d$|^\+44 20 7946 0\d{3}$/)
  }
})
