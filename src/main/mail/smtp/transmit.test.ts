import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { selfSigned } from '../../../../tests/rig/certificate.ts'
import { type PracticeServer, startPracticeServer } from '../../practice/server.ts'
import type { Login } from '../types.ts'
import { type Dialogue, type Transmitted, transmit } from './transmit.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const PASSWORD = 'open sesame'
const BODY = Buffer.from('Subject: x\r\n\r\n.dot\r\n')

function send(port: number, login: Partial<Login> = {}, change: Partial<Dialogue> = {}): Promise<Transmitted> {
  return transmit({
    login: {
      host: '127.0.0.1',
      port,
      security: 'none',
      login: 'me@golub.example',
      password: PASSWORD,
      pinnedCertificate: null,
      allowPlaintext: true,
      allowedHosts: ['127.0.0.1', 'localhost'],
      ...login,
    },
    from: 'me@golub.example',
    to: ['anna@client.example'],
    size: BODY.length,
    body: [BODY],
    onHandingOver() {},
    signal: new AbortController().signal,
    waits: { connectMs: 2000, commandMs: 2000, finalReplyMs: 2000 },
    ...change,
  })
}

async function practice(tls?: { key: string; cert: string; isTlsFromStart?: boolean }): Promise<PracticeServer> {
  const server = await startPracticeServer({
    now: Date.now,
    accounts: [{ address: 'me@golub.example', password: PASSWORD }],
    ...(tls ? { tls } : {}),
  })
  closing.push(() => server.close())
  return server
}

/** A server that answers by the book of the test; it gets each line, and after DATA the body. */
async function scripted(answer: (line: string, socket: Socket) => string | null): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 ready\r\n')
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        const reply = answer(line, socket)
        if (reply) socket.write(`${reply}\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const byTheBook = (line: string): string | null =>
  line.startsWith('EHLO')
    ? '250-hello\r\n250 AUTH PLAIN'
    : line.startsWith('AUTH')
      ? '235 welcome'
      : line === 'DATA'
        ? '354 go on'
        : /^(MAIL|RCPT|QUIT|\.$)/.test(line)
          ? '250 ok'
          : null

test.each([true, false])(
  'a self-signed certificate is refused, and taken when it was accepted by hand (TLS from the start: %s)',
  async (isTlsFromStart) => {
    const certificate = selfSigned()
    const server = await practice({ ...certificate, isTlsFromStart })
    const security = isTlsFromStart ? 'tls' : 'starttls'
    expect(await send(server.smtpPort, { security, host: 'localhost' })).toMatchObject({
      is: 'broken',
      step: 'connect',
      trouble: 'certificate',
    })
    const other = selfSigned().sha256
    expect(await send(server.smtpPort, { security, host: 'localhost', pinnedCertificate: other })).toMatchObject({
      is: 'broken',
      step: 'connect',
      trouble: 'certificate',
    })
    expect(server.handovers).toEqual([])
    expect(
      await send(server.smtpPort, { security, host: 'localhost', pinnedCertificate: certificate.sha256 }),
    ).toMatchObject({ is: 'accepted' })
  },
)

test('a server that does not offer STARTTLS never gets the password', async () => {
  const seen: string[] = []
  const port = await scripted((line) => {
    seen.push(line)
    return line === 'STARTTLS' ? '502 not here' : byTheBook(line)
  })
  expect(await send(port, { security: 'starttls' })).toMatchObject({ step: 'connect' })
  expect(await send(port, { allowPlaintext: false })).toMatchObject({
    is: 'broken',
    step: 'connect',
    trouble: 'plaintext-refused',
  })
  expect(seen.join()).not.toContain('AUTH')
})

test('a private address is refused unless it is allowed, before anything is connected', async () => {
  const server = await practice()
  expect(await send(server.smtpPort, { allowedHosts: [] })).toMatchObject({
    is: 'broken',
    step: 'connect',
    trouble: 'private-address',
  })
})

test('the note comes after the whole body and before the final dot; without it there is no dot', async () => {
  let body = ''
  let seenAtNote = ''
  const port = await scripted((line) => {
    if (!/^(EHLO|AUTH|MAIL|RCPT|DATA|QUIT)/.test(line)) body += `${line}\n`
    return byTheBook(line)
  })
  const onHandingOver = () => {
    seenAtNote = body
  }
  expect(await send(port, {}, { onHandingOver })).toMatchObject({ is: 'accepted', reply: { code: 250 } })
  expect(seenAtNote).not.toContain('\n.\n')
  expect(body).toBe('Subject: x\n..dot\n.\n')
  body = ''
  const fault = new Error('the disk is full')
  await expect(
    send(
      port,
      {},
      {
        onHandingOver: () => {
          throw fault
        },
      },
    ),
  ).rejects.toBe(fault)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(body).not.toMatch(/^\.$/m)
})

test('a server that agrees before it has the end of the letter has not got it', async () => {
  const port = await scripted((line) => (line === 'DATA' ? '354 go on\r\n250 taken' : byTheBook(line)))
  const body = Array.from({ length: 100 }, () => Buffer.alloc(65_536, 'x'))
  expect(await send(port, {}, { body })).toMatchObject({ is: 'broken', step: 'body' })
})

test('a server that says goodbye, closes or falls silent is told apart by the step', async () => {
  const at = async (step: RegExp, does: (socket: Socket) => string | null) => {
    const port = await scripted((line, socket) => (step.test(line) ? does(socket) : byTheBook(line)))
    return send(port, {}, { waits: { connectMs: 2000, commandMs: 2000, finalReplyMs: 2000 } })
  }
  const close = (socket: Socket) => {
    socket.destroy()
    return null
  }
  const silent = () => null
  const goodbye = () => '421 shutting down'
  expect(await at(/^EHLO/, close)).toMatchObject({ is: 'broken', step: 'connect', trouble: 'protocol' })
  expect(await at(/^AUTH/, close)).toMatchObject({ is: 'broken', step: 'login' })
  expect(await at(/^MAIL/, close)).toMatchObject({ is: 'broken', step: 'envelope' })
  expect(await at(/^\.$/, close)).toMatchObject({ is: 'broken', step: 'handed-over' })
  expect(await Promise.all([/^EHLO/, /^AUTH/, /^RCPT/, /^\.$/].map((step) => at(step, silent)))).toMatchObject([
    { is: 'broken', step: 'connect', trouble: 'timeout' },
    { is: 'broken', step: 'login', trouble: 'timeout' },
    { is: 'broken', step: 'envelope', trouble: 'timeout' },
    { is: 'broken', step: 'handed-over', trouble: 'timeout' },
  ])
  expect(await at(/^EHLO/, goodbye)).toMatchObject({ is: 'refused', step: 'connect', reply: { code: 421 } })
  expect(await at(/^MAIL/, goodbye)).toMatchObject({ is: 'refused', step: 'envelope', reply: { code: 421 } })
  expect(await at(/^\.$/, goodbye)).toMatchObject({
    is: 'refused',
    step: 'handed-over',
    reply: { code: 421, words: '421 shutting down' },
  })
})

test('a letter that is larger than the server says it takes is refused as too big, and nothing goes out', async () => {
  const port = await scripted((line) =>
    line.startsWith('EHLO') ? '250-hello\r\n250-SIZE 10\r\n250 AUTH PLAIN' : byTheBook(line),
  )
  expect(await send(port)).toMatchObject({ is: 'refused', step: 'envelope', reply: { code: 552, words: '' } })
})

test('it can be stopped until the letter is handed over, and not after', async () => {
  const early = new AbortController()
  const silent = await scripted((line) => {
    if (!line.startsWith('AUTH')) return byTheBook(line)
    setTimeout(() => early.abort(), 20)
    return null
  })
  expect(await send(silent, {}, { signal: early.signal })).toEqual({ is: 'stopped' })
  const late = new AbortController()
  const slow = await scripted((line, socket) => {
    if (line !== '.') return byTheBook(line)
    late.abort()
    setTimeout(() => socket.write('250 taken\r\n'), 40)
    return null
  })
  expect(await send(slow, {}, { signal: late.signal })).toMatchObject({ is: 'accepted' })
})

test('a domain of a recipient goes out in its ASCII form, and a refusal names him as he was written', async () => {
  const seen: string[] = []
  const port = await scripted((line) => {
    seen.push(line)
    return line.includes('xn--e1afmkfd') ? '550 no' : byTheBook(line)
  })
  expect(await send(port, {}, { to: ['anna@пример.рф', 'b@client.example'] })).toMatchObject({
    is: 'accepted',
    refused: [{ email: 'anna@пример.рф', code: 550 }],
  })
  expect(seen).toContain('RCPT TO:<anna@xn--e1afmkfd.xn--p1ai>')
})

/** As `selfSigned`, but its last day is long over; openssl writes such dates only as an authority. */
function expired(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'golub-cert-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const lines = ['[ca]', 'default_ca = d', '[d]', 'database = index', 'new_certs_dir = .', 'default_md = sha256']
  const more = ['policy = p', 'copy_extensions = copy', 'rand_serial = yes', '[p]', 'commonName = supplied']
  writeFileSync(join(folder, 'ca.conf'), [...lines, ...more].join('\n'))
  writeFileSync(join(folder, 'index'), '')
  const ask = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    'key.pem',
    '-out',
    'asked.pem',
  ]
  run('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...ask)
  const dates = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
  run(
    'ca',
    '-batch',
    '-selfsign',
    '-notext',
    '-config',
    'ca.conf',
    '-keyfile',
    'key.pem',
    '-in',
    'asked.pem',
    '-out',
    'cert.pem',
    ...dates,
  )
  return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'cert.pem'), 'utf8') }
}

test('a certificate that has expired is refused before the password is sent, whoever issued it', async () => {
  const server = await practice({ ...expired(), isTlsFromStart: true })
  expect(await send(server.smtpPort, { security: 'tls', host: 'localhost' })).toMatchObject({
    is: 'broken',
    step: 'connect',
    trouble: 'certificate',
    serverWords: 'certificate has expired',
  })
  expect(server.handovers).toEqual([])
  // Node 24 crashes when a TLS server is closed in the moment in which its client turns away.
  await new Promise((resolve) => setTimeout(resolve, 200))
})

test('a server that answers five minutes after the letter has taken it; after ten minutes nobody knows', async () => {
  let answer: () => void = () => undefined
  const port = await scripted((line, socket) => {
    if (line !== '.') return byTheBook(line)
    answer = () => socket.write('250 taken\r\n')
    return null
  })
  const settled = { late: null as Transmitted | null, never: null as Transmitted | null }
  const handOver = async (name: keyof typeof settled) => {
    answer = () => undefined
    const before = answer
    void send(port, {}, { waits: {} }).then((told) => (settled[name] = told))
    await vi.waitUntil(() => answer !== before, { timeout: 20_000 })
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  closing.push(() => vi.useRealTimers())
  await handOver('late')
  vi.advanceTimersByTime(5 * 60_000)
  expect(settled.late).toBeNull()
  answer()
  await vi.waitUntil(() => settled.late, { timeout: 20_000 })
  expect(settled.late).toMatchObject({ is: 'accepted', reply: { words: '250 taken' } })
  await handOver('never')
  vi.advanceTimersByTime(10 * 60_000 - 1)
  expect(settled.never).toBeNull()
  vi.advanceTimersByTime(1)
  await vi.waitUntil(() => settled.never, { timeout: 20_000 })
  expect(settled.never).toMatchObject({ is: 'broken', step: 'handed-over', trouble: 'timeout' })
})

const answeredToTheDot = async (reply: string) =>
  send(await scripted((line) => (line === '.' ? reply : byTheBook(line))))

test.each(['354 go on', '150 wait', '2.0.0 ok', '2500 ok', '650 what', 'what letter?'])(
  'an answer to the whole letter that neither takes nor refuses it (%s) leaves it unknown, and its words are kept',
  async (reply) => {
    expect(await answeredToTheDot(reply)).toMatchObject({ is: 'broken', step: 'handed-over', serverWords: reply })
  },
)

test('of a reply without an end only the beginning is kept, and it refuses all the same', async () => {
  const told = await answeredToTheDot(`550 ${'x'.repeat(200_000)}`)
  expect(told).toMatchObject({ is: 'refused', step: 'handed-over', reply: { code: 550 } })
  expect(told.is === 'refused' && told.reply.words).toHaveLength(2000)
  const garbage = await answeredToTheDot('x'.repeat(200_000))
  expect(garbage.is === 'broken' && garbage.serverWords).toHaveLength(2000)
})

test('a recipient whose answer cannot be read has not got the letter', async () => {
  const port = await scripted((line) => (line.startsWith('RCPT TO:<b@') ? '650 what' : byTheBook(line)))
  expect(await send(port, {}, { to: ['anna@client.example', 'b@client.example'] })).toMatchObject({
    is: 'accepted',
    refused: [{ email: 'b@client.example', words: '650 what' }],
  })
})
