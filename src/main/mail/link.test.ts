import { randomBytes } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Dovecot, startDovecot } from '../../../tests/rig/dovecot.ts'
import { createMailLink } from './link.ts'
import type { KnownFolder, MailLink, PulledLetter, WatchEvent } from './types.ts'

const INBOX: KnownFolder = { path: 'INBOX', uidValidity: null }
const SENT: KnownFolder = { path: 'Sent', uidValidity: null }
let dovecot: Dovecot
let link: MailLink

beforeAll(async () => {
  dovecot = await startDovecot('anna', 'boris', 'vera', 'gleb', 'dina')
  link = createMailLink({
    mailWorker: new URL('./imap/mail-worker.ts', import.meta.url),
    parseWorker: new URL('./mime/parse-worker.ts', import.meta.url),
    parsers: 2,
    log: { warn: () => undefined },
  })
})
afterAll(async () => {
  await link?.end()
  await dovecot?.stop()
})

function letter(n: number, body = 'Здравствуйте!'): string {
  return [
    `Message-ID: <letter-${n}@example.org>`,
    'From: Client <client@example.org>',
    'To: office@example.com',
    `Subject: Letter ${n}`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0300',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body,
    '',
  ].join('\r\n')
}

async function good<T extends { ok: boolean }>(answer: Promise<T>): Promise<Extract<T, { ok: true }>> {
  const got = await answer
  expect(got).toMatchObject({ ok: true })
  return got as Extract<T, { ok: true }>
}

async function pullAll(box: number, folder: KnownFolder): Promise<PulledLetter[]> {
  const letters: PulledLetter[] = []
  const { uids } = await good(link.uids(box, folder))
  await good(link.pull(box, folder, [...uids], async (batch) => void letters.push(...batch)))
  return letters.sort((a, b) => a.uid - b.uid)
}

test('letters come whole, with their exact bytes, and stay unread on the server', async () => {
  for (let n = 1; n <= 30; n++) await dovecot.deliver('anna', letter(n))
  const opened = await good(link.open(1, dovecot.login('anna')))
  expect(opened.capabilities).toMatchObject({ idle: true, condstore: true })
  expect(opened.compressed).toBe(false)
  const letters = await pullAll(1, INBOX)
  expect(letters.map((one) => one.letter.messageId)).toContain('letter-17@example.org')
  expect(letters).toHaveLength(30)
  const [first] = letters
  const source = Buffer.concat((first?.packed?.chunks ?? []).map((chunk) => zstdDecompressSync(chunk)))
  expect(source.toString()).toBe(letter(Number(/letter-(\d+)/.exec(first?.letter.messageId ?? '')?.[1])))
  const { listed } = await good(link.list(1, INBOX, { low: 1, high: 1000 }))
  expect(listed).toHaveLength(30)
  expect(listed.every((one) => !one.flags.includes('\\Seen') && one.size > 200 && one.internalAt > 0)).toBe(true)
})

test('a letter that is gone is named, the others come', async () => {
  await good(link.open(1, dovecot.login('anna')))
  const got: number[] = []
  const pulled = await good(
    link.pull(1, INBOX, [1, 2, 999], async (batch) => void got.push(...batch.map((one) => one.uid))),
  )
  expect(pulled.gone).toEqual([999])
  expect(got.sort()).toEqual([1, 2])
})

test('a slow writer slows the fetch instead of filling the memory', async () => {
  await good(link.open(1, dovecot.login('anna')))
  let atOnce = 0
  let most = 0
  await good(
    link.pull(
      1,
      INBOX,
      Array.from({ length: 30 }, (_, i) => i + 1),
      async () => {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setTimeout(resolve, 10))
        atOnce--
      },
    ),
  )
  expect(most).toBe(1)
})

test('what is asked now does not stand behind the history that is already in the queue', async () => {
  await good(link.open(1, dovecot.login('anna')))
  const order: string[] = []
  const history = Array.from({ length: 8 }, (_, n) =>
    good(link.pull(1, INBOX, [n + 1], async () => undefined, true)).then(() => order.push('history')),
  )
  await good(link.status(1, 'INBOX')).then(() => order.push('now'))
  await Promise.all(history)
  // The one that the line was busy with goes first, and another may have begun before the question crossed the threads.
  expect(order.indexOf('now')).toBeLessThan(4)
  expect(order).toHaveLength(9)
})

test('what the writer throws ends the pull, and the line works on', async () => {
  await good(link.open(1, dovecot.login('anna')))
  await expect(link.pull(1, INBOX, [1, 2, 3], async () => Promise.reject(new Error('disk full')))).rejects.toThrow(
    'disk full',
  )
  expect((await pullAll(1, INBOX)).length).toBe(30)
})

test('flags go both ways and what changed since is told alone', async () => {
  await good(link.open(1, dovecot.login('anna')))
  const before = await good(link.flags(1, INBOX, { low: 1, high: 1000 }))
  await good(link.store(1, INBOX, [3, 4], { add: ['\\Seen'] }))
  await dovecot.doveadm('flags', 'add', '-u', 'anna', '\\Flagged', 'mailbox', 'INBOX', 'uid', '9')
  const changed = await good(link.flags(1, INBOX, { low: 1, high: 1000 }, before.modseq ?? '0'))
  expect(changed.flags).toEqual([
    { uid: 3, flags: ['\\Seen'] },
    { uid: 4, flags: ['\\Seen'] },
    { uid: 9, flags: ['\\Flagged'] },
  ])
  await good(link.store(1, INBOX, [3], { remove: ['\\Seen'] }))
  expect((await good(link.flags(1, INBOX, { low: 3, high: 3 }))).flags).toEqual([{ uid: 3, flags: [] }])
})

test('a watched folder tells of new, flagged and deleted letters by itself', async () => {
  await dovecot.deliver('boris', letter(1))
  await good(link.open(2, dovecot.login('boris')))
  const events: WatchEvent[] = []
  const stands = await good(link.watch(2, 'INBOX', (event) => void events.push(event), { renewSeconds: 60 }))
  expect(stands.by).toBe('idle')
  await dovecot.deliver('boris', letter(2))
  await expect
    .poll(() => events.some((event) => event.is === 'exists' && event.count === 2), { timeout: 20_000 })
    .toBe(true)
  await dovecot.doveadm('flags', 'add', '-u', 'boris', '\\Seen', 'mailbox', 'INBOX', 'uid', '2')
  await expect
    .poll(() => events.some((event) => event.is === 'flags' && event.uid === 2 && event.flags.includes('\\Seen')), {
      timeout: 20_000,
    })
    .toBe(true)
  await dovecot.doveadm('expunge', '-u', 'boris', 'mailbox', 'INBOX', 'uid', '1')
  await expect.poll(() => events.some((event) => event.is === 'expunge'), { timeout: 20_000 }).toBe(true)
  await link.close(2)
  expect(events.some((event) => event.is === 'closed')).toBe(false)
})

test('a renewed IDLE still hears', async () => {
  await good(link.open(2, dovecot.login('boris')))
  const events: WatchEvent[] = []
  await good(link.watch(2, 'INBOX', (event) => void events.push(event), { renewSeconds: 1 }))
  await new Promise((resolve) => setTimeout(resolve, 2500))
  await dovecot.deliver('boris', letter(3))
  await expect.poll(() => events.some((event) => event.is === 'exists'), { timeout: 20_000 }).toBe(true)
  await link.close(2)
})

test('a copy filed into Sent is found again by its Message-ID', async () => {
  await good(link.open(3, dovecot.login('vera')))
  const { folders } = await good(link.folders(3))
  expect(folders.find((folder) => folder.role === 'sent')).toMatchObject({
    path: 'Sent',
    isFlagged: true,
    canSelect: true,
  })
  expect((await good(link.findById(3, SENT, 'letter-5@example.org'))).uids).toEqual([])
  const bytes = Buffer.from(letter(5))
  const { uid } = await good(
    link.append(3, 'Sent', [bytes.subarray(0, 40), bytes.subarray(40)], ['\\Seen'], Date.UTC(2026, 10, 2)),
  )
  expect((await good(link.findById(3, SENT, 'letter-5@example.org'))).uids).toEqual([uid])
  const { listed } = await good(link.list(3, SENT, { low: 1, high: 10 }))
  expect(listed).toMatchObject([{ uid, flags: ['\\Seen'], internalAt: Date.UTC(2026, 10, 2), size: bytes.length }])
  expect((await link.append(3, 'No such', [bytes], [], 0)).ok).toBe(false)
  await good(link.makeFolder(3, 'Отправленные'))
  expect(
    (await good(link.folders(3))).folders
      .filter((folder) => folder.role === 'sent')
      .map((folder) => folder.name)
      .sort(),
  ).toEqual(['Sent', 'Отправленные'])
})

const bytes = (text: string) => Uint8Array.from(Buffer.from(text))

test('a large letter comes in pieces with its exact bytes, and its head can be had alone', async () => {
  const file = randomBytes(3_000_000)
  const source = [
    'Message-ID: <large@example.org>',
    'From: client@example.org',
    'Subject: =?utf-8?B?0KfQtdGA0YLQtdC2?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Drawing inside',
    '--b',
    'Content-Type: image/png; name=plan.png',
    'Content-Transfer-Encoding: base64',
    '',
    file.toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--b--',
    '',
  ].join('\r\n')
  await dovecot.deliver('gleb', source)
  await good(link.open(4, dovecot.login('gleb')))
  const chunks: Buffer[] = []
  const { pulled, ...packed } = await good(
    link.pullLarge(4, INBOX, 1, {
      chunk: async (n, data, rawSize) => {
        expect(n).toBe(chunks.length)
        chunks.push(zstdDecompressSync(data))
        expect(chunks.at(-1)?.length).toBe(rawSize)
      },
    }),
  )
  expect(Buffer.concat(chunks).equals(Buffer.from(source))).toBe(true)
  expect(packed).toMatchObject({ size: source.length })
  expect(pulled?.letter).toMatchObject({
    subject: 'Чертеж',
    reading: 'whole',
    text: bytes('Drawing inside'),
    attachments: [{ n: 0, name: 'plan.png', size: file.length }],
  })
  const whole = await link.parse(Buffer.from(source))
  expect(whole.letter.contentHash).toBe(pulled?.letter.contentHash)
  const head = await good(link.pullHead(4, INBOX, 1))
  expect(head.pulled).toMatchObject({
    uid: 1,
    size: source.length,
    letter: { subject: 'Чертеж', reading: 'too-big', text: bytes('Drawing inside') },
  })
  expect(await good(link.pullLarge(4, INBOX, 77, { chunk: async () => undefined }))).toEqual({
    ok: true,
    pulled: null,
  })
})

test('a folder made anew shows another UIDVALIDITY', async () => {
  await dovecot.doveadm('mailbox', 'create', '-u', 'dina', 'Work')
  await good(link.open(5, dovecot.login('dina')))
  const before = await good(link.status(5, 'Work'))
  await dovecot.doveadm('mailbox', 'delete', '-u', 'dina', 'Work')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await dovecot.doveadm('mailbox', 'create', '-u', 'dina', 'Work')
  expect((await good(link.status(5, 'Work'))).uidValidity).not.toBe(before.uidValidity)
})

test('a wrong password is told as such, with the words of the server and without the password', async () => {
  const refused = await link.open(6, { ...dovecot.login('dina'), password: 'not the password' })
  expect(refused).toMatchObject({ ok: false, trouble: 'wrong-password' })
  expect(JSON.stringify(refused)).toMatch(/Authentication failed/)
  expect(JSON.stringify(refused)).not.toContain('not the password')
})

test('a self-signed certificate is shown, and once accepted only exactly it is taken', async () => {
  for (const [port, security] of [
    [dovecot.imaps, 'tls'],
    [dovecot.imap, 'starttls'],
  ] as const) {
    const login = { ...dovecot.login('dina'), port, security, allowPlaintext: false }
    const refused = await link.open(7, login)
    expect(refused).toMatchObject({
      ok: false,
      trouble: 'certificate',
      certificate: { subject: 'localhost', issuer: 'localhost' },
    })
    const pin = refused.ok ? null : (refused.certificate?.sha256 ?? null)
    expect(pin).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(await link.open(7, { ...login, pinnedCertificate: pin })).toMatchObject({ ok: true })
    const other = `00${pin?.slice(2)}`
    expect(await link.open(7, { ...login, pinnedCertificate: other })).toMatchObject({
      ok: false,
      trouble: 'certificate',
      certificate: { sha256: pin },
    })
  }
})

test('a password does not cross an open line, and private addresses are refused, unless allowed', async () => {
  const login = dovecot.login('dina')
  expect(await link.open(8, { ...login, allowPlaintext: false })).toMatchObject({
    ok: false,
    trouble: 'plaintext-refused',
  })
  expect(await link.open(8, { ...login, allowedHosts: [] })).toMatchObject({ ok: false, trouble: 'private-address' })
  expect(await link.open(8, { ...login, host: 'localhost', allowedHosts: [] })).toMatchObject({
    ok: false,
    trouble: 'private-address',
  })
})

test('a question to a mailbox that is not open throws', async () => {
  await expect(link.status(99, 'INBOX')).rejects.toThrow('not open')
})
