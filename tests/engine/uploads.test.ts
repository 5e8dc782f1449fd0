import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createUploads, type Uploads } from '../../src/main/engine/uploads.ts'
import { readBlob } from '../../src/main/store/blobs.ts'
import { addDraftFile, filesOfDraft } from '../../src/main/store/draft-files.ts'
import { nameSecondDraft } from '../../src/main/store/drafts.ts'
import type { DraftId } from '../../src/shared/model/ids.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
let uploads: Uploads
beforeEach(async () => {
  office = await openSendOffice()
  uploads = createUploads(office.deps)
})
afterEach(() => office.close())

const MB = 1024 * 1024
const newDraft = (change = {}) => office.draft(change).id as DraftId
const upload = (name: string, size: number | null, contentId: string | null = null) => ({
  name,
  mime: 'application/octet-stream',
  size,
  contentId,
})
async function* pieces(bytes: Buffer, size = 50_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const blobs = () => office.store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM blobs').get()?.n
const chunks = () => office.store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM blob_chunks').get()?.n

test('a file comes in pieces of any size and lies in the draft as it was', async () => {
  const draft = newDraft()
  const bytes = randomBytes(700_001)
  const taken = await uploads.take(office.user, draft, upload('Счёт.pdf', bytes.length), pieces(bytes))
  expect(taken).toMatchObject({ ok: true, value: { name: 'Счёт.pdf', size: 700_001, isInline: false } })
  const [file] = filesOfDraft(office.store.reader, draft)
  expect(Buffer.concat([...readBlob(office.store.reader, file!.blobId)]).equals(bytes)).toBe(true)
})

test('the same file in two drafts lies there once, and stays until the last draft is gone', async () => {
  const [first, second] = [newDraft(), newDraft()]
  const bytes = randomBytes(600_000)
  await uploads.take(office.user, first, upload('a.bin', bytes.length), pieces(bytes))
  await uploads.take(office.user, second, upload('b.bin', bytes.length), pieces(bytes))
  expect([blobs(), chunks()]).toEqual([1, 3])
  const { dropDraft } = await import('../../src/main/store/drafts.ts')
  office.store.write((tx) => dropDraft(tx, office.user.id, first))
  expect([blobs(), chunks()]).toEqual([1, 3])
  office.store.write((tx) => dropDraft(tx, office.user.id, second))
  expect([blobs(), chunks()]).toEqual([0, 0])
})

test('files that run at a double click, too much, and a body that breaks off leave nothing behind', async () => {
  const draft = newDraft()
  const bytes = randomBytes(600_000)
  expect(await uploads.take(office.user, draft, upload('x.PDF.exe', 1), pieces(bytes))).toMatchObject({
    problem: 'file-blocked',
  })
  expect(await uploads.take(office.user, draft, upload('film.mp4', 101 * MB), pieces(bytes))).toMatchObject({
    problem: 'files-too-large',
  })
  expect(await uploads.take(office.user, draft, upload('half.bin', 900_000), pieces(bytes))).toMatchObject({
    problem: 'bad-input',
  })
  async function* cut() {
    yield bytes
    throw new Error('the line is gone')
  }
  await expect(uploads.take(office.user, draft, upload('cut.bin', null), cut())).rejects.toThrow('the line is gone')
  expect([blobs(), chunks(), filesOfDraft(office.store.reader, draft)]).toEqual([0, 0, []])
})

test('100 MB are counted while they come, whatever the sender says', async () => {
  const draft = newDraft()
  const piece = Buffer.alloc(MB)
  async function* endless() {
    for (;;) yield piece
  }
  const taken = await uploads.take(office.user, draft, upload('endless.bin', null), endless())
  expect(taken).toMatchObject({ ok: false, problem: 'files-too-large' })
  expect([blobs(), chunks()]).toEqual([0, 0])
})

test('a letter is not sent while a file of it is on its way', async () => {
  const draft = office.draft()
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* slow() {
    yield Buffer.from('one')
    await held
    yield Buffer.from('two')
  }
  const coming = uploads.take(office.user, draft.id as DraftId, upload('slow.txt', null), slow())
  await pause(20)
  expect(uploads.isRunning(draft.id as DraftId)).toBe(true)
  go()
  expect(await coming).toMatchObject({ ok: true, value: { size: 6 } })
  expect(uploads.isRunning(draft.id as DraftId)).toBe(false)
})

const at = (position: number, name = 'wrong.txt') => ({ ...upload(name, null), position })
const namesIn = (draft: DraftId) => filesOfDraft(office.store.reader, draft).map((file) => file.name)

/** A body whose second half waits. */
function halves() {
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* body() {
    yield Buffer.from('one')
    await held
    yield Buffer.from('two')
  }
  return { body: body(), go: () => go() }
}

test('an upload that is stopped after it was stored is taken out, and its neighbours stay', async () => {
  const draft = newDraft()
  await uploads.take(office.user, draft, at(10, 'right.txt'), [Buffer.from('right')])
  await uploads.take(office.user, draft, at(11), [Buffer.from('wrong')])
  expect(uploads.stop(office.user, draft, 11)).toMatchObject({ ok: true })
  expect([namesIn(draft), blobs()]).toEqual([['right.txt'], 1])
  expect(uploads.stop(office.user, draft, 11)).toMatchObject({ ok: true })
})

test('an upload that is stopped on its way comes to nothing, and its letter may leave at once', async () => {
  const draft = newDraft()
  const [wrong, right] = [halves(), halves()]
  const wrongOnes = uploads.take(office.user, draft, at(11), wrong.body)
  const rightOnes = uploads.take(office.user, draft, at(10, 'right.txt'), right.body)
  await pause(20)
  uploads.stop(office.user, draft, 11)
  expect(uploads.isRunning(draft)).toBe(true)
  right.go()
  expect(await rightOnes).toMatchObject({ ok: true })
  expect(uploads.isRunning(draft)).toBe(false)
  wrong.go()
  expect(await wrongOnes).toMatchObject({ ok: false, problem: 'not-found' })
  expect([namesIn(draft), blobs()]).toEqual([['right.txt'], 1])
})

test('an upload whose whole body is there when it is stopped does not come into the draft either', async () => {
  const draft = newDraft()
  const bytes = randomBytes(900_000)
  async function* thenStopped() {
    yield bytes
    uploads.stop(office.user, draft, 11)
  }
  expect(await uploads.take(office.user, draft, at(11), thenStopped())).toMatchObject({ problem: 'not-found' })
  expect([namesIn(draft), blobs(), chunks()]).toEqual([[], 0, 0])
})

test('an upload that comes after the word of its stop is not taken; others to the same draft are', async () => {
  const [draft, other] = [newDraft(), newDraft()]
  uploads.stop(office.user, draft, 11)
  for (let n = 0; n < 500; n++) uploads.stop(office.user, other, n)
  expect(await uploads.take(office.user, draft, at(11), [Buffer.from('wrong')])).toMatchObject({ problem: 'not-found' })
  expect(await uploads.take(office.user, draft, at(12, 'right.txt'), [Buffer.from('right')])).toMatchObject({
    ok: true,
  })
  expect(await uploads.take(office.user, draft, upload('last.txt', null), [Buffer.from('last')])).toMatchObject({
    ok: true,
  })
  expect(namesIn(draft)).toEqual(['right.txt', 'last.txt'])
})

test('a second draft that was made of the draft meanwhile loses the stopped file too', async () => {
  const [draft, second, third] = [newDraft(), newDraft(), newDraft()]
  const inText = { ...at(11, 'lamp.png'), contentId: 'lamp@golub' }
  await uploads.take(office.user, draft, inText, [Buffer.from('picture')])
  office.store.write((tx) => {
    const [file] = filesOfDraft(tx, draft)
    for (const [from, to] of [[draft, second] as const, [second, third] as const]) {
      addDraftFile(tx, to, file!)
      nameSecondDraft(tx, from, to)
    }
  })
  uploads.stop(office.user, draft, 11)
  expect([namesIn(draft), namesIn(second), namesIn(third), blobs()]).toEqual([[], [], [], 0])
})

test('an upload whose answer was lost comes again, and the draft has its file once', async () => {
  const draft = newDraft()
  const bytes = randomBytes(90_000)
  const again = () => uploads.take(office.user, draft, { ...upload('a.bin', bytes.length), position: 7 }, pieces(bytes))
  const [first, second] = [await again(), await again()]
  expect(second).toEqual(first)
  expect(filesOfDraft(office.store.reader, draft)).toHaveLength(1)
})
