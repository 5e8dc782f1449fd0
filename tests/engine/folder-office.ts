// Tests of folders that other programs rename: one Dovecot for the file, and an office beside a new user for each test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    async putLarge(folder: string, id: string, fileBytes: number): Promise<void> {
      await server.deliver(user, plainLetter({ id, fileBytes }))
      await server.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX', 'header', 'message-id', `${id}@`)
    },
    /** Many letters, before anybody signs in; all that lie in the Inbox go with them. */
    async fill(folder: string, letters: readonly string[]): Promise<void> {
      const maildir = mkdtempSync(join(tmpdir(), 'golub-maildir-'))
      mkdirSync(join(maildir, 'cur'))
      letters.forEach((id, n) => {
        writeFileSync(join(maildir, 'cur', `${1_700_000_000 + n}.n${n}.rig:2,S`), plainLetter({ id }))
      })
      await server.load(user, maildir)
      rmSync(maildir, { recursive: true })
      await server.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX', 'all')
    },
    flags: (folder: string) => server.doveadm('fetch', '-u', user, 'uid flags', 'mailbox', folder, 'all'),
    /**
     * Where letters lie by what is known here, the Inbox left out; those of folders that the server shows no more stand under
     * `lost`.
     */
    lying() {
      const rows = office.rows<{ path: string; letters: string }>(
        `SELECT CASE WHEN f.gone_at IS NULL THEN f.path ELSE 'lost' END AS path, group_concat(replace(m.message_id, '@client.example', ''), ' ' ORDER BY p.uid) AS letters
         FROM placements p JOIN folders f ON f.id = p.folder_id JOIN messages m ON m.id = p.message_id WHERE p.gone_at IS NULL AND f.role <> 'inbox' GROUP BY 1`,
      )
      return Object.fromEntries(rows.map((row) => [row.path, row.letters]))
    },
    pending: () => office.count('SELECT count(*) FROM pending'),
    /** Letters go through the Inbox into their folder, and may be seen there on the way. */
    gone: () =>
      office.count(
        "SELECT count(*) FROM placements p JOIN folders f ON f.id = p.folder_id WHERE p.gone_at IS NOT NULL AND f.role <> 'inbox'",
      ),
    renamed() {
      return this.journal('folder-renamed').map((line) => Object.values(JSON.parse(line.params)).join(' > '))
    },
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
