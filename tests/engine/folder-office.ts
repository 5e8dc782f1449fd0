// Tests of folders that other programs rename: one Dovecot for the file, and an office beside a new user for each test.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type MailboxOptions, type Office, openOffice } from '../rig/office.ts'

/** As many users as there are tests in the file. */
export function folderOffice(tests: number) {
  const users = Array.from({ length: tests }, (_, n) => `user${n}`)
  let server: Dovecot
  let office: Office
  let user: string
  let id: MailboxId

  beforeAll(async () => {
    server = await startDovecot(...users)
  })
  afterAll(() => server?.stop())
  beforeEach(() => {
    office = openOffice()
    user = users.pop() ?? ''
  })
  afterEach(() => office.close())

  return {
    get office() {
      return office
    },
    get id() {
      return id
    },
    async connect(options: MailboxOptions): Promise<void> {
      id = await office.connect(US, server.login(user), options)
      await office.watching(id)
    },
    create: (...folders: string[]) => server.doveadm('mailbox', 'create', '-u', user, ...folders),
    remove: (folder: string) => server.doveadm('mailbox', 'delete', '-u', user, folder),
    rename: (from: string, to: string) => server.doveadm('mailbox', 'rename', '-u', user, from, to),
    renumber: (folder: string, to: string) =>
      server.doveadm('mailbox', 'update', '-u', user, '--uid-validity', to, folder),
    async put(folder: string, ...letters: string[]): Promise<void> {
      for (const letter of letters) {
        await server.deliver(user, plainLetter({ id: letter }))
        if (folder === 'INBOX') continue
        await server.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX', 'header', 'message-id', `${letter}@`)
      }
    },
    flags: (folder: string) => server.doveadm('fetch', '-u', user, 'uid flags', 'mailbox', folder, 'all'),
    letters: () => office.count('SELECT count(*) FROM messages'),
    ticked: () =>
      office.rows(
        'SELECT path, name FROM folders WHERE is_ticked = 1 AND gone_at IS NULL AND mailbox_id = ? ORDER BY id',
        id,
      ),
    journal: (what: string) =>
      office.rows<{ tone: string; params: string }>(
        'SELECT tone, params FROM journal WHERE what = ? ORDER BY id',
        what,
      ),
  }
}
