// Folders that other programs swap while letters of theirs are on their way to us.
import { isDeepStrictEqual } from 'node:util'
import { expect, test, vi } from 'vitest'
import { refreshFolders } from '../../src/main/engine/folders.ts'
import type { MailLink } from '../../src/main/mail/types.ts'
import { folderOffice } from './folder-office.ts'

const POLL_MS = 5 * 60_000
const STEP_MS = 10_000
const MB = 1024 * 1024
const MANY = Array.from({ length: 400 }, (_, n) => `old${n + 1}`)
const here = folderOffice(10)

const [A, B, C] = ['Клиенты/A', 'Клиенты/B', 'Клиенты/C']

/** The program is on, and the named folders are ticked, with two letters each. */
async function follows(...folders: string[]): Promise<void> {
  await here.create(...folders)
  for (const folder of folders) await here.put(folder, `${folder.at(-1)}1`, `${folder.at(-1)}2`)
  await here.connect({ ticked: [...folders.map((path): [string, 'other'] => [path, 'other']), ['INBOX', 'inbox']] })
}

async function swap(): Promise<void> {
  await here.rename(A, C)
  await here.rename(B, A)
  await here.rename(C, B)
}

async function replace(...strangers: string[]): Promise<void> {
  await here.rename(A, B)
  await here.create(A)
  await here.put(A, ...strangers)
}

/** Right before the next letters of the folder are asked for something happens there, seen by no line of ours. */
function before(call: 'pull' | 'pullLarge' | 'pullHead', happens: () => Promise<unknown>, nth = 1): void {
  const { link } = here.office
  const ask = link[call] as (...all: Parameters<MailLink['pull']>) => ReturnType<MailLink['pull']>
  let asked = 0
  const held: typeof ask = async (...all) => {
    if (all[1].path === A && ++asked === nth) {
      // Dovecot drops a line on which a renamed folder is open.
      await link.uids(here.id, { path: 'INBOX', uidValidity: null })
      await happens()
    }
    return await ask(...all)
  }
  vi.spyOn(link, call).mockImplementation(held as never)
}

async function comesTo(where: Record<string, string>): Promise<void> {
  await here.office
    .passesUntil(STEP_MS, () => isDeepStrictEqual(here.lying(), where) && here.pending() === 0)
    .catch(() => expect({ ...here.lying(), pending: here.pending() }).toEqual({ ...where, pending: 0 }))
  // And so it stays.
  here.office.clock.advance(POLL_MS)
  const polled = here.office.count('SELECT last_sync_at FROM mailboxes')
  await here.office.passesUntil(
    STEP_MS,
    () => here.office.count('SELECT last_sync_at FROM mailboxes') > polled,
    'the next poll',
  )
  expect(here.lying()).toEqual(where)
  expect(here.journal('letter-gone')).toEqual([])
  expect(here.journal('letter-put-off')).toEqual([])
  expect(here.office.check().faults).toEqual([])
}

test('two folders swapped after a new letter was listed: it is read from where it went, and no other in its place', async () => {
  await follows(A, B)
  before('pull', swap)
  await here.put(A, 'A3')
  await here.put(B, 'B3')
  here.office.clock.advance(POLL_MS)
  await comesTo({ [A]: 'B1 B2 B3', [B]: 'A1 A2 A3' })
  expect(here.renamed()).toEqual([`${A} > ${B}`, `${B} > ${A}`])
  expect(here.journal('folder-renumbered')).toEqual([])
  expect(here.gone()).toBe(0)
})

test('a folder replaced after a new letter was listed keeps its letters, and takes none of the one with its name', async () => {
  await follows(A)
  before('pull', () => replace('s1', 's2', 's3'))
  await here.put(A, 'A3')
  here.office.clock.advance(POLL_MS)
  await comesTo({ [B]: 'A1 A2 A3' })
  expect(here.renamed()).toEqual([`${A} > ${B}`])
  expect(here.gone()).toBe(0)
})

test.each([
  ['pullLarge', 50],
  ['pullHead', 1],
] as const)(
  'a large letter that waits while its folder is replaced comes from where it went: %s',
  async (call, sizeLimitMb) => {
    await follows(A)
    here.office.store.write((tx) => tx.sql('UPDATE mailboxes SET size_limit_mb = ?').run(sizeLimitMb))
    before(call, () => replace('s1', 's2', 's3'))
    await here.putLarge(A, 'A3', 2 * MB)
    here.office.clock.advance(POLL_MS)
    await here.office.until(() => here.lying()[B] === 'A1 A2 A3', 'it comes without a wait')
    expect(here.renamed()).toEqual([`${A} > ${B}`])
    expect(here.gone()).toBe(0)
    expect(here.journal('letter-gone')).toEqual([])
    expect(here.office.check().faults).toEqual([])
  },
)

test('a large letter that waits while two folders are swapped is not taken for the one of its number there', async () => {
  await follows(A, B)
  before('pullLarge', swap)
  await here.put(B, 'B3')
  await here.putLarge(A, 'A3', 2 * MB)
  here.office.clock.advance(POLL_MS)
  // A look of the session may see them half way.
  await comesTo({ [A]: 'B1 B2 B3', [B]: 'A1 A2 A3' })
  expect(here.journal('folder-renumbered')).toEqual([])
  expect(here.gone()).toBe(0)
})

test('a large letter that waits while its folder is deleted is not said to be gone in the one that has its name', async () => {
  await follows(A)
  before('pullLarge', async () => {
    await here.remove(A)
    await here.create(A)
    await here.put(A, 's1')
  })
  await here.putLarge(A, 'A3', 2 * MB)
  here.office.clock.advance(POLL_MS)
  await comesTo({ [A]: 's1' })
  expect(here.journal('folder-renumbered')).toHaveLength(1)
})

/** Its past is loading: the newest letters are here, those of the next step are asked for when it happens. */
async function loads(happens: () => Promise<unknown>): Promise<void> {
  await here.create(A)
  await here.fill(A, MANY)
  before('pull', happens, 2)
  void here.connect({
    ticked: [
      ['INBOX', 'inbox'],
      [A, 'other'],
    ],
  })
}
const isLoaded = () => here.office.count('SELECT count(*) FROM folders WHERE is_ticked = 1 AND is_loaded = 0') === 0

test('a folder that is renamed while its past loads goes on loading under its new name', async () => {
  await loads(() => here.rename(A, B))
  await comesTo({ [B]: MANY.join(' ') })
  expect(isLoaded()).toBe(true)
  expect(here.renamed()).toEqual([`${A} > ${B}`])
  expect(here.gone()).toBe(0)
  expect(here.letters()).toBe(MANY.length)
})

test('a folder that is open when it is renamed, and replaced, goes on loading though the line drops', async () => {
  await here.create(A)
  await here.fill(A, MANY)
  const { link } = here.office
  const pull = link.pull
  const opened = vi.spyOn(link, 'open')
  let asked = 0
  vi.spyOn(link, 'pull').mockImplementation(async (...all) => {
    // The list of this step has opened it.
    if (all[1].path === A && ++asked === 2) await replace('stranger')
    return await pull(...all)
  })
  void here.connect({
    ticked: [
      ['INBOX', 'inbox'],
      [A, 'other'],
    ],
  })
  await comesTo({ [B]: MANY.join(' ') })
  expect(isLoaded()).toBe(true)
  expect(opened.mock.calls.length, 'the line dropped').toBeGreaterThan(1)
  expect(here.renamed()).toEqual([`${A} > ${B}`])
  expect(here.gone()).toBe(0)
  expect(here.letters()).toBe(MANY.length)
})

test('a folder that is numbered anew while letters of its past are on their way is read whole under its new numbers', async () => {
  await here.create(A)
  await here.fill(A, MANY)
  const { link } = here.office
  const pull = link.pull
  let asked = 0
  vi.spyOn(link, 'pull').mockImplementation(async (id, folder, uids, onBatch, isPatient) => {
    const isMeant = folder.path === A && ++asked === 2
    let isFirst = isMeant
    return await pull(
      id,
      folder,
      uids,
      async (batch) => {
        if (isFirst) {
          isFirst = false
          await link.uids(id, { path: 'INBOX', uidValidity: null })
          await here.renumber(A, '77777')
          await refreshFolders(here.office.engine.deps, here.id)
        }
        await onBatch(batch)
      },
      isPatient,
    )
  })
  void here.connect({
    ticked: [
      ['INBOX', 'inbox'],
      [A, 'other'],
    ],
  })
  await comesTo({ [A]: MANY.join(' ') })
  expect(isLoaded()).toBe(true)
  expect(here.letters()).toBe(MANY.length)
  expect(here.journal('folder-renumbered')).toHaveLength(1)
})
