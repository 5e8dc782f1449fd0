import { isDeepStrictEqual } from 'node:util'
import { expect, test, vi } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import type { ConversationId } from '../../src/shared/model/ids.ts'
import { folderOffice } from './folder-office.ts'

const POLL_MS = 5 * 60_000
const here = folderOffice(7)

const [A, B, C, D] = ['Клиенты/A', 'Клиенты/B', 'Клиенты/C', 'Клиенты/D']

/** The program is on, and the named folders are ticked, with two letters each. */
async function follows(...folders: string[]): Promise<void> {
  await here.create(...folders)
  for (const folder of folders) await here.put(folder, `${folder.at(-1)}1`, `${folder.at(-1)}2`)
  await here.put('INBOX', 'inbox')
  // The Inbox is the folder that the line looks at last: Dovecot drops a line on which a renamed one is open.
  await here.connect({ ticked: [...folders.map((path): [string, 'other'] => [path, 'other']), ['INBOX', 'inbox']] })
  here.office.clock.advance(POLL_MS)
  await here.office.until(
    () => here.office.count('SELECT count(*) FROM folders WHERE is_ticked = 1 AND modseq IS NULL') === 0,
  )
  vi.spyOn(here.office.link, 'open')
  vi.spyOn(here.office.link, 'folders')
}

const { lying } = here
const lies = (where: Record<string, string>) =>
  here.office
    .until(() => isDeepStrictEqual(lying(), where), JSON.stringify(where))
    .catch(() => {
      expect(lying()).toEqual(where)
    })

/** The next ordinary poll finds it out with one question for the list, on the line that stands; the one after asks no more. */
async function polls(where: Record<string, string>): Promise<void> {
  here.office.clock.advance(POLL_MS)
  await lies(where)
  const asked = vi.mocked(here.office.link.folders).mock.calls.length
  const polled = here.office.count('SELECT last_sync_at FROM mailboxes')
  here.office.clock.advance(POLL_MS)
  await here.office.until(() => here.office.count('SELECT last_sync_at FROM mailboxes') > polled)
  expect(lying()).toEqual(where)
  expect(asked, 'questions for the list').toBe(1)
  expect(here.office.link.folders).toHaveBeenCalledTimes(1)
  expect(here.office.link.open, 'the line stands').not.toHaveBeenCalled()
  expect(here.office.check().faults).toEqual([])
}

test('a folder that is renamed while we watch, with a new one under its name, is followed at the next poll', async () => {
  await follows(A)
  await here.rename(A, B)
  await here.create(A)
  await here.put(A, 'stranger')
  await here.put(B, 'fresh')
  await polls({ [B]: 'A1 A2 fresh' })
  expect(here.gone()).toBe(0)
  expect(here.ticked()).toMatchObject([{ path: B }, { path: 'INBOX' }])
  expect(here.renamed()).toEqual([`${A} > ${B}`])
  expect(here.journal('folder-renumbered')).toEqual([])
})

test('two folders that change places while we watch keep their letters', async () => {
  await follows(A, B)
  await here.rename(A, C)
  await here.rename(B, A)
  await here.rename(C, B)
  await here.put(A, 'fresh')
  await polls({ [A]: 'B1 B2 fresh', [B]: 'A1 A2' })
  expect(here.renamed()).toEqual([`${A} > ${B}`, `${B} > ${A}`])
  expect(here.journal('folder-renumbered')).toEqual([])
})

test('a folder that takes the name of a deleted one while we watch is followed, and the deleted one is named as gone', async () => {
  await follows(A, B)
  await here.remove(B)
  await here.rename(A, B)
  await here.put(B, 'fresh')
  await polls({ [B]: 'A1 A2 fresh', lost: 'B1 B2' })
  expect(here.renamed()).toEqual([`${A} > ${B}`])
  expect(here.journal('folder-lost')).toEqual([{ tone: 'warn', params: JSON.stringify({ folder: B }) }])
  expect(here.journal('folder-renumbered')).toEqual([])
})

test('folders that move on one name each while we watch are all followed, and a new first one is not taken for any', async () => {
  await follows(A, B, C)
  await here.rename(C, D)
  await here.rename(B, C)
  await here.rename(A, B)
  await here.create(A)
  await here.put(A, 'stranger')
  await here.put(D, 'fresh')
  await polls({ [B]: 'A1 A2', [C]: 'B1 B2', [D]: 'C1 C2 fresh' })
  expect(here.renamed()).toEqual([`${A} > ${B}`, `${B} > ${C}`, `${C} > ${D}`])
  expect(here.journal('folder-renumbered')).toEqual([])
})

test('a folder that is numbered anew while we watch is read anew, without doubles', async () => {
  await follows(A)
  await here.renumber(A, '77777')
  await here.put(A, 'fresh')
  await polls({ [A]: 'A1 A2 fresh' })
  expect(here.office.count('SELECT count(*) FROM conversation_messages')).toBe(4)
  expect(here.journal('folder-renumbered')).toHaveLength(1)
  expect(here.renamed()).toEqual([])
})

test('a read mark set here reaches the letter under the new name, and no letter of the folder that has the old one', async () => {
  await follows(A)
  await here.rename(A, B)
  await here.create(A)
  await here.put(A, 'stranger')
  const found = here.office.rows<{ id: ConversationId }>(
    "SELECT n.conversation_id AS id FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE m.message_id LIKE 'A1@%'",
  )
  markRead(
    here.office.engine,
    here.office.owner,
    found.map((one) => one.id),
    true,
  )
  await here.office.until(() => here.office.count('SELECT count(*) FROM flag_outbox') === 0)
  expect(await here.flags(B)).toContain('\\Seen')
  expect(await here.flags(A)).not.toContain('\\Seen')
})

test('Sent that was empty and is renamed while we watch is followed, though the server makes a new Sent at once', async () => {
  await here.put('INBOX', 'inbox')
  await here.connect({})
  await here.office.until(
    () => here.office.count('SELECT count(*) FROM folders WHERE uid_validity IS NULL AND is_ticked = 1') === 0,
  )
  await here.rename('Sent', 'Gesendet')
  await here.put('Gesendet', 'ours')
  here.office.clock.advance(POLL_MS)
  await lies({ Gesendet: 'ours' })
  expect(here.renamed()).toEqual(['Sent > Gesendet'])
  expect(here.journal('folder-renumbered')).toEqual([])
})
