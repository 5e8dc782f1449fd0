import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Script, type ScriptedServer, scriptedImap } from '../../../tests/rig/scripted-imap.ts'
import { createMailLink } from './link.ts'
import type { Login, MailLink, PulledLetter } from './types.ts'

const INBOX = { path: 'INBOX', uidValidity: null }
let link: MailLink
let server: ScriptedServer | null = null

beforeAll(() => {
  link = createMailLink({
    mailWorker: new URL('./imap/mail-worker.ts', import.meta.url),
    parseWorker: new URL('./mime/parse-worker.ts', import.meta.url),
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

function loginAt(port: number): Login {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    login: 'anna',
    password: 'sesame-street',
    pinnedCertificate: null,
    allowPlaintext: true,
    allowedHosts: ['127.0.0.1'],
  }
}

async function openAt(script: Script, greeting?: Parameters<typeof scriptedImap>[1]) {
  server = await scriptedImap(script, greeting)
  return await link.open(1, loginAt(server.port))
}

async function pull(uids: number[]) {
  const letters: PulledLetter[] = []
  const result = await link.pull(1, INBOX, uids, async (batch) => void letters.push(...batch))
  return { result, letters }
}

const LETTER = 'From: a@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nhello\r\n'

test('a server that never greets is given up in time', async () => {
  expect(await openAt([], 'hang')).toMatchObject({ ok: false, trouble: 'timeout' })
})

test('a server that hangs at the sign-in is given up in time', async () => {
  expect(await openAt([[/^LOGIN/, 'hang']])).toMatchObject({ ok: false, trouble: 'timeout' })
})

test('a server that hangs in the middle of a letter is given up, and says so', async () => {
  expect(await openAt([[/^UID FETCH/, ['* 1 FETCH (UID 1 FLAGS () BODY[] {5000}', 'From: half']]])).toMatchObject({
    ok: true,
  })
  expect((await pull([1])).result).toMatchObject({ ok: false, trouble: 'letter-stalled', isAtLetter: true })
})

test('a line cut off in the middle of a letter loses only that letter', async () => {
  await openAt([
    [
      /^UID FETCH/,
      (socket) => {
        socket.write(
          `* 1 FETCH (UID 1 FLAGS () INTERNALDATE "02-Nov-2026 10:00:00 +0300" BODY[] {${LETTER.length}}\r\n${LETTER})\r\n`,
        )
        socket.end('* 2 FETCH (UID 2 FLAGS () BODY[] {5000}\r\nFrom: half')
      },
    ],
  ])
  const { result, letters } = await pull([1, 2])
  expect(result).toMatchObject({ ok: false, trouble: 'letter-broke-off', isAtLetter: true })
  expect(letters.map((one) => one.letter.messageId)).toEqual(['1@example.org'])
})

test('a server that promises gigabytes is refused before the memory is full', async () => {
  await openAt([[/^UID FETCH/, ['* 1 FETCH (UID 1 FLAGS () BODY[] {4000000000}', 'From: much']]])
  expect((await pull([1])).result).toMatchObject({ ok: false, trouble: 'protocol' })
})

test('a letter that is there but comes without its source is an error, not a deleted letter', async () => {
  await openAt([
    [/^UID FETCH.*BODY/, ['* 1 FETCH (UID 1 FLAGS () BODY[] NIL)', '$tag OK done']],
    [/^UID FETCH/, ['* 1 FETCH (UID 1 RFC822.SIZE 100)', '$tag OK done']],
  ])
  expect((await pull([1])).result).toMatchObject({ ok: false, trouble: 'protocol' })
})

test('a wrong size told by the server changes nothing in what is stored', async () => {
  await openAt([
    [
      /^UID FETCH/,
      [`* 1 FETCH (UID 1 RFC822.SIZE 12 FLAGS (\\Seen) BODY[] {${LETTER.length}}\r\n${LETTER})`, '$tag OK done'],
    ],
  ])
  const { letters } = await pull([1])
  expect(letters).toMatchObject([{ uid: 1, flags: ['\\Seen'], packed: { size: LETTER.length } }])
})

test('answers about letters that nobody asked for are ignored', async () => {
  const answer = (uid: number) => `* ${uid} FETCH (UID ${uid} FLAGS () BODY[] {${LETTER.length}}\r\n${LETTER})`
  await openAt([[/^UID FETCH/, [answer(5), answer(1), answer(1), '$tag OK done']]])
  const { result, letters } = await pull([1])
  expect(result).toMatchObject({ ok: true, gone: [] })
  expect(letters.map((one) => one.uid)).toEqual([1])
})

test('one FETCH asks for a whole list, in ranges and without marking anything read', async () => {
  await openAt([[/^UID FETCH/, ['$tag OK done']]])
  await pull([4, 1, 2, 3, 9, 11, 12])
  const [fetch] = server?.heard.filter((command) => command.includes('BODY')) ?? []
  expect(fetch).toMatch(/^UID FETCH 1:4,9,11:12 \(.*BODY\.PEEK\[\]/)
  expect(server?.heard.filter((command) => command.includes('BODY'))).toHaveLength(1)
})

test('a large letter that ends early leaves nothing half', async () => {
  await openAt([
    [
      /^UID FETCH.*<0\./,
      (socket, tag) =>
        socket.write(
          `* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 1900000 BODY[]<0> {1048576}\r\n${'x'.repeat(1048576)})\r\n${tag} OK done\r\n`,
        ),
    ],
    [/^UID FETCH/, (socket) => socket.destroy()],
  ])
  expect(await link.pullLarge(1, INBOX, 1, { chunk: async () => undefined })).toMatchObject({ ok: false })
})

test('words that are no IMAP at all are told as such', async () => {
  expect(await openAt([], ['HTTP/1.1 400 Bad Request', '', 'hello'])).toMatchObject({ ok: false })
})

test('a closed port is told as refused', async () => {
  const closed = await scriptedImap([])
  await closed.close()
  expect(await link.open(1, loginAt(closed.port))).toMatchObject({ ok: false, trouble: 'refused' })
})

test('a host that does not exist is told as such', async () => {
  const answer = await link.open(1, { ...loginAt(1), host: 'no-such-host.invalid' })
  expect(answer).toMatchObject({ ok: false })
  expect(['host-not-found', 'no-network']).toContain(answer.ok ? '' : answer.trouble)
})

test('the words of a provider tell a missing application password from a wrong one, without echoing it', async () => {
  const words = 'NO [AUTHENTICATIONFAILED] Application password is REQUIRED, not sesame-street'
  const answer = await openAt([[/^LOGIN/, [`$tag ${words}`]]])
  expect(answer).toMatchObject({ ok: false, trouble: 'password-kind' })
  expect(JSON.stringify(answer)).toContain('Application password is REQUIRED')
  expect(JSON.stringify(answer)).not.toContain('sesame-street')
})

test('a server that is busy is told from a wrong password', async () => {
  expect(await openAt([[/^LOGIN/, ['$tag NO [UNAVAILABLE] Temporary failure, try again later']]])).toMatchObject({
    ok: false,
    trouble: 'server-busy',
  })
})

test('a server without STARTTLS is not given the password', async () => {
  server = await scriptedImap([])
  expect(await link.open(1, { ...loginAt(server.port), security: 'starttls' })).toMatchObject({ ok: false })
  expect(server.heard.join()).not.toContain('sesame')
})

// Numbered by the first of these, and when it is opened again by the next.
const folderNumbered = (...numbers: number[]): Script[number] => [
  /^(SELECT|EXAMINE)/,
  (socket, tag) => {
    const number = numbers.length > 1 ? numbers.shift() : numbers[0]
    socket.write(
      `* 1 EXISTS\r\n* OK [UIDVALIDITY ${number}] ok\r\n* OK [UIDNEXT 9] ok\r\n${tag} OK [READ-WRITE] done\r\n`,
    )
  },
]

test.each(['letters', 'large', 'head'] as const)(
  'a letter that is not found is gone only where its folder is still the same: %s',
  async (kind) => {
    const asked = { path: 'INBOX', uidValidity: '7' }
    const ask = () =>
      kind === 'letters'
        ? link.pull(1, asked, [1], async () => undefined)
        : kind === 'large'
          ? link.pullLarge(1, asked, 1, { chunk: async () => undefined })
          : link.pullHead(1, asked, 1)
    await openAt([folderNumbered(7, 7)])
    expect(await ask()).toMatchObject(kind === 'letters' ? { ok: true, gone: [1] } : { ok: true, pulled: null })
    await link.close(1)
    await server?.close()
    await openAt([folderNumbered(7, 8)])
    expect(await ask()).toMatchObject({ ok: false, isOtherFolder: true })
  },
)

test('an open folder that lost its name to another is opened anew for the letters of that one', async () => {
  await openAt([
    folderNumbered(7, 8),
    [/^UID FETCH/, (socket, tag) => socket.write(`* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 99)\r\n${tag} OK done\r\n`)],
  ])
  expect(await link.list(1, { path: 'INBOX', uidValidity: '7' }, { low: 1, high: 1 })).toMatchObject({ ok: true })
  expect(await link.list(1, { path: 'INBOX', uidValidity: '8' }, { low: 1, high: 1 })).toMatchObject({ ok: true })
  expect(await link.list(1, { path: 'INBOX', uidValidity: '7' }, { low: 1, high: 1 })).toMatchObject({
    ok: false,
    isOtherFolder: true,
  })
})
