import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Pop3Letter, type ScriptedPop3, scriptedPop3 } from '../../../../tests/rig/scripted-pop3.ts'
import { createMailLink } from '../link.ts'
import type { Login, MailLink, PulledLetter } from '../types.ts'

const INBOX = { path: 'INBOX', uidValidity: null }
let link: MailLink
let server: ScriptedPop3 | null = null

beforeAll(() => {
  link = createMailLink({
    mailWorker: new URL('../imap/mail-worker.ts', import.meta.url),
    parseWorker: new URL('../mime/parse-worker.ts', import.meta.url),
    parsers: 1,
    log: { warn: () => undefined },
    patience: { connectMs: 4000, stallMs: 2000 },
  })
})
afterEach(async () => {
  await link.close(1)
  await server?.close()
  server = null
})
afterAll(() => link.end())

function loginAt(port: number, change: Partial<Login> = {}): Login {
  return {
    protocol: 'pop3',
    host: '127.0.0.1',
    port,
    security: 'none',
    login: 'anna',
    password: 'sesame-street',
    pinnedCertificate: null,
    allowPlaintext: true,
    allowedHosts: ['127.0.0.1'],
    ...change,
  }
}

async function openAt(
  script: ScriptedPop3['script'],
  greeting?: Parameters<typeof scriptedPop3>[2],
  change?: Partial<Login>,
) {
  server = await scriptedPop3([], script, greeting)
  return await link.open(1, loginAt(server.port, change))
}

/** Signed in, looked and numbered 1 ... n. */
async function lookAt(letters: Pop3Letter[], script: ScriptedPop3['script'] = [], capabilities?: string[] | null) {
  server ??= await scriptedPop3(letters)
  server.letters = letters
  server.script = script
  if (capabilities !== undefined) server.capabilities = capabilities
  expect(await link.open(1, loginAt(server.port))).toMatchObject({ ok: true })
  const dropped = await link.maildrop(1)
  if (!dropped.ok) return dropped
  const uids = Uint32Array.from(dropped.keys.split('\n'), (_, n) => n + 1)
  await link.number(1, { uidValidity: 'pop3-1', uids, seenBelow: 0, isDated: false })
  return dropped
}

async function pull(...uids: number[]) {
  const letters: PulledLetter[] = []
  const result = await link.pull(1, INBOX, uids, async (batch) => void letters.push(...batch))
  return { result, uids: letters.map((letter) => letter.uid).sort(), letters }
}

const source = (id: string, body = `text of ${id}`) =>
  `Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0300\r\nFrom: a@example.org\r\nMessage-ID: <${id}@example.org>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n${body}\r\n`
const letter = (id: string, more: Partial<Pop3Letter> = {}): Pop3Letter => ({
  uidl: `u-${id}`,
  source: source(id),
  ...more,
})

test('a server that never greets, or hangs at the sign-in, is given up in time', async () => {
  expect(await openAt([], 'hang')).toMatchObject({ ok: false, trouble: 'timeout' })
  await server?.close()
  expect(await openAt([[/^PASS/, 'hang']])).toMatchObject({ ok: false, trouble: 'timeout' })
})

test('something that is no POP3 server is told as such, with its own words', async () => {
  expect(await openAt([], ['220 mail ESMTP'])).toMatchObject({
    ok: false,
    trouble: 'protocol',
    serverWords: '220 mail ESMTP',
  })
})

test('a refused password is a wrong password, and neither the words nor the log show it', async () => {
  expect(await openAt([[/^PASS/, ['-ERR [AUTH] no such user with sesame-street']]])).toMatchObject({
    ok: false,
    trouble: 'wrong-password',
    serverWords: 'no such user with ***',
  })
})

test('a mailbox that another program reads right now is busy, not refused', async () => {
  for (const words of [
    '-ERR [IN-USE] Do you have another POP session running?',
    '-ERR maildrop already locked',
    '-ERR [LOGIN-DELAY] minimum time between mail checks violation',
  ]) {
    expect(await openAt([[/^PASS/, [words]]])).toMatchObject({ ok: false, trouble: 'server-busy' })
    await server?.close()
  }
})

test('a server without TLS gets no password unless the user allowed it', async () => {
  expect(await openAt([], undefined, { allowPlaintext: false })).toMatchObject({
    ok: false,
    trouble: 'plaintext-refused',
  })
  expect(server?.heard).toEqual([])
  await server?.close()
  expect(await openAt([[/^STLS/, ['-ERR unknown command']]], undefined, { security: 'starttls' })).toMatchObject({
    ok: false,
    trouble: 'protocol',
  })
  expect(server?.heard).not.toContain('PASS')
  await server?.close()
  expect(await openAt([[/^STLS/, ['+OK go', '+OK smuggled']]], undefined, { security: 'starttls' })).toMatchObject({
    ok: false,
  })
  expect(server?.heard).not.toContain('PASS')
})

test('a login cannot smuggle a command in', async () => {
  expect(await openAt([], undefined, { password: 'a\r\nDELE 1' })).toMatchObject({ ok: false })
  expect(server?.heard.join(' ')).not.toContain('DELE')
})

test('a line that breaks in the middle of a letter keeps the letters before it, and the letter is not taken for whole', async () => {
  await lookAt(
    [letter('1'), letter('2'), letter('3')],
    [
      [
        /^RETR 1/,
        (socket) => {
          socket.write('+OK\r\nFrom: half')
          setTimeout(() => socket.destroy(), 50)
        },
      ],
    ],
  )
  const { result, uids } = await pull(1, 2, 3)
  expect(result).toMatchObject({ ok: false, trouble: 'no-network' })
  expect(uids).toEqual([2, 3])
})

test('a letter at which the line breaks every time does not keep its neighbours away', async () => {
  const letters = [letter('1'), letter('2'), letter('3')]
  const breaks: ScriptedPop3['script'] = [[/^RETR 3/, 'cut']]
  for (const _ of [1, 2]) {
    await lookAt(letters, breaks)
    expect((await pull(1, 2, 3)).uids).toEqual([])
    await link.close(1)
  }
  await lookAt(letters, breaks)
  expect(await pull(1, 2, 3)).toMatchObject({ result: { ok: true, gone: [] }, uids: [1, 2] })
})

test('a server that hangs in the middle of a letter is given up, and says so', async () => {
  await lookAt([letter('1')], [[/^RETR/, ['+OK', 'From: half']]])
  expect((await pull(1)).result).toMatchObject({ ok: false, trouble: 'timeout' })
})

test('a refused letter is left out, its neighbours come', async () => {
  await lookAt([letter('1'), letter('2')], [[/^RETR 1/, ['-ERR cannot read it']]])
  expect(await pull(1, 2)).toMatchObject({ result: { ok: true, gone: [] }, uids: [2] })
})

test('sizes that lie hurt nobody: the letter is as long as it is, a monster is left to the streamed way and comes whole', async () => {
  const monster = letter('big', { claimed: 200, source: source('big', `${'x'.repeat(70)}\r\n`.repeat(80_000)) })
  await lookAt([letter('1', { claimed: 9_000_000 }), letter('2', { claimed: 1 }), monster])
  const small = await pull(1, 2, 3)
  expect(small).toMatchObject({ result: { ok: true, gone: [] }, uids: [1, 2] })
  let bytes = 0
  const chunk = async (_n: number, _data: Uint8Array, rawSize: number) => {
    bytes += rawSize
  }
  const large = await link.pullLarge(1, INBOX, 3, { chunk })
  expect(large).toMatchObject({ ok: true, pulled: { letter: { messageId: 'big@example.org', reading: 'whole' } } })
  expect(bytes).toBe(monster.source.length)
})

test('a head is read without its letter, also where the server knows no TOP', async () => {
  const long = letter('1', { source: source('1', `${'y'.repeat(70)}\r\n`.repeat(5000)) })
  await lookAt([long])
  expect(await link.pullHead(1, INBOX, 1)).toMatchObject({ ok: true, pulled: { letter: { reading: 'too-big' } } })
  expect(server?.heard).not.toContain('RETR 1')
  await link.close(1)
  await lookAt([long], [[/^TOP/, ['-ERR unknown command']]], ['USER', 'UIDL'])
  expect(await link.pullHead(1, INBOX, 1)).toMatchObject({
    ok: true,
    pulled: { letter: { messageId: '1@example.org' } },
  })
})

test('without UIDL, letters are told apart by what they are, at every sign-in alike', async () => {
  const letters = ['1', '2'].map((id) => letter(id, { uidl: null }))
  const first = await lookAt(letters, [], ['USER', 'TOP'])
  await link.close(1)
  const [one, two] = letters as [Pop3Letter, Pop3Letter]
  const second = await lookAt([two, one, two], [[/^TOP/, ['-ERR what?']]], null)
  await link.close(1)
  const third = await lookAt([two, one, two], [], ['USER', 'TOP'])
  const keys = (dropped: typeof first) => (dropped.ok ? dropped.keys.split('\n') : [])
  expect(new Set(keys(first)).size).toBe(2)
  expect(keys(third).slice(0, 2)).toEqual(keys(first).toReversed())
  expect(new Set(keys(third)).size, 'two copies of one letter are two letters').toBe(3)
  expect(new Set(keys(second)).size, 'also where the server knows no TOP').toBe(3)
})

test('a server that names letters but cannot do it right now is asked again later, not read anew', async () => {
  const dropped = await lookAt([letter('1')], [[/^UIDL/, ['-ERR [SYS/TEMP] try later']]])
  expect(dropped).toMatchObject({ ok: false, trouble: 'server-busy' })
})

test('commands go ahead of their answers where the server takes them so, and every letter keeps its number', async () => {
  const letters = Array.from({ length: 30 }, (_, n) => letter(String(n + 1), { uidl: `ahead-${n}` }))
  await lookAt(letters, [], ['USER', 'TOP', 'UIDL', 'PIPELINING'])
  const { letters: pulled } = await pull(...letters.map((_, n) => n + 1))
  expect(pulled.map((one) => `${one.uid}@example.org`).sort()).toEqual(pulled.map((one) => one.letter.messageId).sort())
  expect(pulled).toHaveLength(30)
})

test('when a letter arrived is read from its Received line, which POP3 itself does not tell', async () => {
  await lookAt([letter('1')])
  expect((await pull(1)).letters[0]?.internalAt).toBe(Date.UTC(2026, 2, 3, 7))
})

test('the mailbox is let go with a goodbye', async () => {
  await lookAt([letter('1')])
  await link.close(1)
  expect(server?.heard.at(-1)).toBe('QUIT')
})

test('a refusal with many spaces in it is read at once', async () => {
  const before = process.cpuUsage()
  const told = await openAt([[/^PASS/, [`-ERR ${' '.repeat(1900)}!\r!`]]])
  expect(told).toMatchObject({ ok: false })
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500)
})
