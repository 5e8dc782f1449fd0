import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDraftCopies, type DraftCopies } from '../../src/main/engine/draft-copies.ts'
import { draftsSwitched } from '../../src/main/store/draft-copies.ts'
import { draftById, dropDraft, saveDraft } from '../../src/main/store/drafts.ts'
import { updateMailbox } from '../../src/main/store/mailboxes.ts'
import type { DraftId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

// The real server: what is put there is what other mail programs see.
let dovecot: Dovecot
let office: SendOffice
let copies: DraftCopies
let isOpen: boolean

beforeEach(async () => {
  dovecot = await startDovecot('ivan')
  office = await openSendOffice({
    mailbox: { imapHost: dovecot.host, imapPort: dovecot.imap, imapLogin: 'ivan' },
    imapPassword: dovecot.password,
  })
  await office.openLine()
  isOpen = true
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { draftsOnServer: true }))
  copies = createDraftCopies(office.deps, () => isOpen)
})
afterEach(async () => {
  await copies.stop()
  await office.close()
  await dovecot.stop()
})

const inDrafts = async (what = 'text') => {
  const said = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', 'ivan', what, 'mailbox', 'Drafts')
  return said.split('\n').slice(1, -1).join('\n')
}
const count = async () => (await inDrafts('uid')).split('\n').filter(Boolean).length
const settled = () =>
  office.until(() => office.store.reader.sql('SELECT 1 FROM draft_copies WHERE due_at IS NOT NULL').all().length === 0)
function save(id: number, html: string): void {
  const draft = draftById(office.store.reader, office.user.id, id as DraftId)
  if (!draft) throw new Error('no draft')
  office.store.write((tx) =>
    saveDraft(tx, office.user.id, id as DraftId, draft.revision, { ...draft, html }, office.clock.now()),
  )
}

test('after half a minute of quiet a draft lies on the server, marked as one; the next text replaces it', async () => {
  const { id } = office.draft({ html: '<p>First text</p>' })
  office.clock.advance(29_000)
  expect(await count()).toBe(0)
  office.clock.advance(1_500)
  await settled()
  expect(await inDrafts('flags')).toMatch(/\\Draft/)
  expect(await inDrafts()).toMatch(/X-Golub-Draft: [0-9a-f]{32}/)
  save(id, '<p>Second text</p>')
  office.clock.advance(31_000)
  await settled()
  expect(await count()).toBe(1)
  expect(await inDrafts()).toContain('Second text')
})

test('a draft that is sent or deleted goes from the server; drafts of other programs stay', async () => {
  await dovecot.deliver('ivan', 'Subject: my own\r\n\r\nwritten on a phone\r\n')
  await dovecot.doveadm('copy', '-u', 'ivan', 'Drafts', 'mailbox', 'INBOX')
  const { id } = office.draft()
  office.clock.advance(31_000)
  await settled()
  expect(await count()).toBe(2)
  office.store.write((tx) => dropDraft(tx, office.user.id, id as DraftId))
  await office.until(() => office.store.reader.sql('SELECT 1 FROM draft_copies').all().length === 0)
  expect(await count()).toBe(1)
  expect(await inDrafts()).toContain('written on a phone')
})

test('while the line is down nothing is lost and nothing is said; the copy follows by itself', async () => {
  isOpen = false
  office.draft({ html: '<p>Written on a train</p>' })
  office.clock.advance(31_000)
  office.clock.advance(60_000)
  expect(await count()).toBe(0)
  isOpen = true
  office.clock.advance(16_000)
  await settled()
  expect(await inDrafts()).toContain('Written on a train')
  expect(office.store.reader.sql("SELECT 1 FROM journal WHERE what = 'draft-not-on-server'").all()).toEqual([])
})

test('a copy that was put there before a crash told of it is found by its id and replaced', async () => {
  const { id } = office.draft({ html: '<p>Once</p>' })
  office.clock.advance(31_000)
  await settled()
  // As after a kill between the server's answer and our commit.
  office.store.write((tx) => tx.sql('UPDATE draft_copies SET uid = NULL').run())
  save(id, '<p>Twice</p>')
  office.clock.advance(31_000)
  await settled()
  expect(await count()).toBe(1)
  expect(await inDrafts()).toContain('Twice')
})

test('the switch puts every draft of the mailbox there, and takes them away again', async () => {
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { draftsOnServer: false }))
  office.draft()
  office.draft()
  office.clock.advance(60_000)
  expect(await count()).toBe(0)
  const turn = (draftsOnServer: boolean) =>
    office.store.write((tx) => {
      updateMailbox(tx, office.mailboxId, { draftsOnServer })
      draftsSwitched(tx, office.mailboxId, office.clock.now())
    })
  turn(true)
  office.clock.advance(31_000)
  await settled()
  expect(await count()).toBe(2)
  turn(false)
  await office.until(() => office.store.reader.sql('SELECT 1 FROM draft_copies').all().length === 0)
  expect(await count()).toBe(0)
})

test('a folder that cannot be written is noted once and tried again', async () => {
  office.store.write((tx) => tx.sql("UPDATE folders SET role = 'other' WHERE role = 'drafts'").run())
  office.draft({ html: '<p>Patience</p>' })
  office.clock.advance(31_000)
  await office.until(() => office.store.reader.sql('SELECT 1 FROM draft_copies WHERE tries = 1').all().length === 1)
  office.clock.advance(61_000)
  await office.until(() => office.store.reader.sql('SELECT 1 FROM draft_copies WHERE tries = 2').all().length === 1)
  expect(office.store.reader.sql("SELECT 1 FROM journal WHERE what = 'draft-not-on-server'").all()).toHaveLength(1)
  office.store.write((tx) => tx.sql("UPDATE folders SET role = 'drafts' WHERE path = 'Drafts'").run())
  office.clock.advance(5 * 61_000)
  await settled()
  expect(await inDrafts()).toContain('Patience')
})
