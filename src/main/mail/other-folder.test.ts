// Folders that other programs rename while their letters are asked for.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Dovecot, startDovecot } from '../../../tests/rig/dovecot.ts'
import { plainLetter } from '../../../tests/rig/letters.ts'
import { createMailLink } from './link.ts'
import type { KnownFolder, MailLink } from './types.ts'

const MB = 1024 * 1024
const users = ['anna', 'boris', 'vera', 'gleb', 'dina']
let dovecot: Dovecot
let link: MailLink
let user = ''
let work: KnownFolder

beforeAll(async () => {
  dovecot = await startDovecot(...users)
  link = createMailLink({
    mailWorker: new URL('./imap/mail-worker.ts', import.meta.url),
    parseWorker: new URL('./mime/parse-worker.ts', import.meta.url),
    parsers: 1,
    log: { warn: () => undefined },
  })
})
afterAll(async () => {
  await link?.end()
  await dovecot?.stop()
})
beforeEach(async () => {
  user = users.pop() ?? ''
  await doveadm('create', 'Work')
  await put('Work', plainLetter({ id: 'ours' }))
  await link.open(1, dovecot.login(user))
  work = { path: 'Work', uidValidity: await numbering('Work') }
})

const doveadm = (act: string, ...folders: string[]) => dovecot.doveadm('mailbox', act, '-u', user, ...folders)
const OTHER = { ok: false, isOtherFolder: true }
const UNTOLD = expect.objectContaining({ ok: false })

async function put(folder: string, letter: Uint8Array): Promise<void> {
  await dovecot.deliver(user, letter)
  await dovecot.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX', 'all')
}

async function numbering(path: string): Promise<string> {
  const status = await link.status(1, path)
  return status.ok ? status.uidValidity : ''
}

async function replace(): Promise<void> {
  await doveadm('rename', 'Work', 'Former')
  await doveadm('create', 'Work')
  await put('Work', plainLetter({ id: 'stranger' }))
}

test('of a folder that another one has replaced no letter is read, marked or removed', async () => {
  await replace()
  const none = async () => expect.unreachable('a letter of another folder')
  const answers = await Promise.all([
    link.list(1, work, { low: 1, high: 9 }),
    link.uids(1, work),
    link.pull(1, work, [1], none),
    link.pull(1, work, [1], none, true),
    link.pullLarge(1, work, 1, { chunk: none }),
    link.pullLarge(1, work, 1, { chunk: none }, true),
    link.pullHead(1, work, 1),
    link.flags(1, work, { low: 1, high: 9 }),
    link.findById(1, work, 'stranger@client.example'),
    link.store(1, work, [1], { add: ['\\Seen'] }),
    link.remove(1, work, [1]),
  ])
  for (const answer of answers) {
    expect(answer).toMatchObject(OTHER)
    expect(answer, 'the letter is not to blame').not.toHaveProperty('isAtLetter')
  }
  expect(await dovecot.doveadm('fetch', '-u', user, 'uid flags', 'mailbox', 'Work', 'all')).not.toMatch(/Seen|Deleted/)
  // The line works on.
  const moved = { ...work, path: 'Former' }
  expect(await link.uids(1, moved)).toMatchObject({ ok: true, uids: Uint32Array.of(1) })
})

test('a folder that is gone from its name says nothing of its letters', async () => {
  await doveadm('rename', 'Work', 'Former')
  for (const isPatient of [false, true])
    expect(await link.pull(1, work, [1], async () => undefined, isPatient)).toMatchObject(OTHER)
  expect(await link.pullHead(1, work, 1)).toMatchObject(OTHER)
})

test('no letter counts as gone because its folder is renamed while it is open', async () => {
  for (const isPatient of [false, true]) {
    await link.open(1, dovecot.login(user))
    await link.uids(1, work)
    await doveadm('rename', 'Work', 'Former')
    const answers = [
      await link.pull(1, work, [1], async () => undefined, isPatient),
      await link.pullLarge(1, work, 1, { chunk: async () => undefined }, isPatient),
    ]
    // Whether the server drops the line, serves the open folder on or has none any more.
    for (const answer of answers) {
      if (answer.ok) expect(answer).not.toMatchObject({ gone: [1] })
      if (answer.ok) expect(answer).not.toMatchObject({ pulled: null })
    }
    await doveadm('rename', 'Former', 'Work')
  }
})

test.each([false, true])(
  'a large letter whose folder is replaced while it is read is not put together from two',
  {
    timeout: 60_000,
  },
  async (isPatient) => {
    await put('Work', plainLetter({ id: 'large', fileBytes: 8 * MB }))
    let isReplaced = false
    const answer = await link.pullLarge(
      1,
      work,
      2,
      {
        async chunk() {
          if (isReplaced) return
          isReplaced = true
          await replace()
          await put('Work', plainLetter({ id: 'other-large', fileBytes: 9 * MB }))
        },
      },
      isPatient,
    )
    if (answer.ok) expect(answer.pulled?.letter.messageId).toBe('large@client.example')
    else expect(answer).toEqual(UNTOLD)
  },
)
