import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Dovecot, startDovecot } from '../../../tests/rig/dovecot.ts'
import { type Script, type ScriptedServer, scriptedImap } from '../../../tests/rig/scripted-imap.ts'
import type { CheckLine, MailboxDraft } from '../../shared/api/mailboxes.ts'
import { checkMailbox } from './check.ts'

let dovecot: Dovecot
let smtp: SMTPServer
let smtpPort: number
const scripted: ScriptedServer[] = []
const PASSWORD = 'open-sesame-41'

beforeAll(async () => {
  dovecot = await startDovecot('anna')
  smtp = new SMTPServer({
    logger: false,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.password === PASSWORD
        ? done(null, { user: auth.username })
        : done(new Error('535 5.7.8 Error: authentication failed')),
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()))
  smtpPort = (smtp.server.address() as AddressInfo).port
})
afterEach(async () => {
  await Promise.all(scripted.splice(0).map((server) => server.close()))
})
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  await dovecot.stop()
})

type Half = NonNullable<MailboxDraft['imap']>
const imapHalf = (): Half => ({
  host: '127.0.0.1',
  port: dovecot.imap,
  security: 'none',
  login: 'anna',
  password: dovecot.password,
  allowPlaintext: true,
})
const smtpHalf = (): Half => ({
  host: '127.0.0.1',
  port: smtpPort,
  security: 'none',
  login: 'anna',
  password: PASSWORD,
  allowPlaintext: true,
})

async function check(
  imap: Half | null,
  smtp: Half | null,
  allowedHosts = ['127.0.0.1'],
  limitMs = 5000,
): Promise<CheckLine[]> {
  const lines: CheckLine[] = []
  const draft: MailboxDraft = { address: 'anna@example.org', displayName: '', incoming: 'imap', imap, smtp }
  const options = { allowedHosts, freeDiskBytes: () => 5_000_000, now: () => Date.UTC(2026, 10, 20), limitMs }
  for await (const line of checkMailbox(draft, options)) lines.push(line)
  return lines
}

const settled = (lines: CheckLine[], half: 'imap' | 'smtp') =>
  lines.find((line) => line.line === half && line.state !== 'running')

async function serve(script: Script, greeting?: Parameters<typeof scriptedImap>[1]): Promise<number> {
  const server = await scriptedImap(script, greeting)
  scripted.push(server)
  return server.port
}

test('both halves that work are told line by line, with folders and depths', async () => {
  await dovecot.deliver('anna', 'From: a@example.org\r\nSubject: one\r\n\r\nhello\r\n')
  const lines = await check(imapHalf(), smtpHalf())
  expect(lines.slice(0, 2).map((line) => `${line.line} ${line.state}`)).toEqual(['imap running', 'smtp running'])
  expect(settled(lines, 'imap')).toMatchObject({ state: 'ok', folders: 6, letters: 1 })
  expect(settled(lines, 'smtp')).toMatchObject({ state: 'ok', folders: null })
  expect(lines.find((line) => line.line === 'idle')).toMatchObject({ state: 'ok' })
  expect(lines.find((line) => line.line === 'sent')).toEqual({ line: 'sent', state: 'found', candidates: ['Sent'] })
  const folders = lines.find((line) => line.line === 'folders')
  expect(folders).toMatchObject({
    folders: expect.arrayContaining([
      expect.objectContaining({ path: 'INBOX', isTicked: true }),
      expect.objectContaining({ path: 'Junk', isTicked: false }),
      expect.objectContaining({ path: 'Sent', isTicked: true }),
    ]),
  })
  expect(lines.find((line) => line.line === 'depth')).toMatchObject({
    freeDiskBytes: 5_000_000,
    choices: expect.arrayContaining([
      { depth: { kind: 'all' }, letters: 1, bytes: 44 },
      { depth: { kind: 'new' }, letters: 0, bytes: 0 },
    ]),
  })
  expect(lines.at(-1)).toEqual({ line: 'done', state: 'ok' })
})

test('one half may fail while the other works, and each says why', async () => {
  const lines = await check(imapHalf(), { ...smtpHalf(), password: 'wrong-one' })
  expect(settled(lines, 'imap')).toMatchObject({ state: 'ok' })
  expect(settled(lines, 'smtp')).toMatchObject({
    state: 'failed',
    trouble: 'wrong-password',
    serverWords: expect.stringContaining('authentication failed'),
  })
  expect(lines.at(-1)).toEqual({ line: 'done', state: 'failed' })
  expect(JSON.stringify(lines)).not.toContain('wrong-one')
})

test('a half that is left out is not tried', async () => {
  const lines = await check(null, smtpHalf())
  expect(lines.map((line) => line.line)).toEqual(['smtp', 'smtp', 'done'])
  expect(lines.at(-1)).toMatchObject({ state: 'ok' })
})

test('Outlook is told apart before anything is tried', async () => {
  const lines = await check(
    { ...imapHalf(), host: 'outlook.office365.com', port: 993 },
    { ...smtpHalf(), host: 'smtp.office365.com', port: 587 },
  )
  expect(settled(lines, 'imap')).toMatchObject({ trouble: 'oauth-only' })
  expect(settled(lines, 'smtp')).toMatchObject({ trouble: 'oauth-only' })
})

test('a self-signed certificate is shown for both halves, and can be accepted', async () => {
  const imap: Half = { ...imapHalf(), security: 'starttls', allowPlaintext: false }
  const sending: Half = { ...smtpHalf(), security: 'starttls', allowPlaintext: false }
  const lines = await check(imap, sending)
  const fingerprint = (half: 'imap' | 'smtp') => {
    const line = settled(lines, half)
    expect(line).toMatchObject({
      state: 'failed',
      trouble: 'certificate',
      certificate: { sha256: expect.stringMatching(/^[0-9A-F:]{95}$/), validTo: expect.any(String) },
    })
    return line && 'certificate' in line ? (line.certificate?.sha256 ?? null) : null
  }
  const again = await check(
    { ...imap, pinnedCertificate: fingerprint('imap') },
    { ...sending, pinnedCertificate: fingerprint('smtp') },
  )
  expect(again.at(-1)).toEqual({ line: 'done', state: 'ok' })
  const swapped = await check(null, { ...sending, pinnedCertificate: fingerprint('imap') })
  expect(settled(swapped, 'smtp')).toMatchObject({ trouble: 'certificate' })
})

test('an open line and a private address are refused unless they were allowed', async () => {
  const open = await check({ ...imapHalf(), allowPlaintext: false }, { ...smtpHalf(), allowPlaintext: false })
  expect([settled(open, 'imap'), settled(open, 'smtp')]).toMatchObject([
    { trouble: 'plaintext-refused' },
    { trouble: 'plaintext-refused' },
  ])
  const near = await check(imapHalf(), smtpHalf(), [])
  expect([settled(near, 'imap'), settled(near, 'smtp')]).toMatchObject([
    { trouble: 'private-address' },
    { trouble: 'private-address' },
  ])
})

test('servers that hang are given up at the limit, side by side', async () => {
  const startedAt = performance.now()
  const lines = await check(
    { ...imapHalf(), port: await serve([[/^LIST/, 'hang']]) },
    { ...smtpHalf(), port: await serve([], 'hang') },
    ['127.0.0.1'],
    1000,
  )
  expect([settled(lines, 'imap'), settled(lines, 'smtp')]).toMatchObject([
    { trouble: 'timeout' },
    { trouble: 'timeout' },
  ])
  expect(performance.now() - startedAt).toBeLessThan(8000)
})

test('closed ports are told as refused', async () => {
  const port = await serve([])
  await Promise.all(scripted.splice(0).map((server) => server.close()))
  const lines = await check({ ...imapHalf(), port }, { ...smtpHalf(), port })
  expect([settled(lines, 'imap'), settled(lines, 'smtp')]).toMatchObject([
    { trouble: 'refused' },
    { trouble: 'refused' },
  ])
})

test('two Sent folders are asked about, a server without IDLE is polled', async () => {
  const port = await serve([
    [
      /^LIST "" "\*"/,
      [
        '* LIST () "/" INBOX',
        '* LIST () "/" Sent',
        '* LIST () "/" "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"',
        '$tag OK done',
      ],
    ],
    [/^UID FETCH/, ['$tag OK done']],
  ])
  const lines = await check({ ...imapHalf(), port }, null)
  expect(lines.find((line) => line.line === 'sent')).toEqual({
    line: 'sent',
    state: 'ask',
    candidates: ['Sent', 'Отправленные'],
  })
  expect(lines.find((line) => line.line === 'idle')).toMatchObject({ state: 'poll' })
})

test('a mailbox without an INBOX is told as such', async () => {
  const port = await serve([[/^LIST "" "\*"/, ['* LIST () "/" Other', '$tag OK done']]])
  expect(settled(await check({ ...imapHalf(), port }, null), 'imap')).toMatchObject({ trouble: 'no-inbox' })
})
