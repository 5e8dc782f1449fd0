import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyOffice } from '../store/backup.ts'
import { openStore } from '../store/database.ts'
import { backup } from './backup.ts'
import { check } from './check.ts'
import { asPage, asProgram, PASSWORD, type Page, TestOffice } from './host-rig.ts'
import { importFiles } from './import.ts'
import { perform } from './perform.ts'
import { restore } from './restore.ts'
import type { Stop } from './stop.ts'

let office: TestOffice
let irina: Page

beforeEach(async () => {
  office = await TestOffice.start()
  irina = await office.firstAdmin()
})
afterEach(() => office.end())

test('a copy made while letters come in is whole, and its letters are those of one moment', async () => {
  const coming = perform(
    office.place,
    importFiles,
    { mailbox: 'a@sever.example', user: null, paths: [letters(400)] },
    () => undefined,
  )
  const file = join(office.folder, 'copy.sqlite')
  await backup(office.place, file, () => undefined)
  const { added } = await coming
  expect(added).toBe(400)
  expect(check(office.place, true)).toMatchObject({ messages: 400, faults: [] })
  expect(check({ ...office.place, file }, true).faults).toEqual([])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(office.folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.sqlite'])
  await expect(backup(office.place, file, () => undefined)).rejects.toMatchObject({ sentence: 'backup-exists' })
})

test('a copy that is broken off leaves nothing behind', async () => {
  const file = join(office.folder, 'copy.sqlite')
  const { reader, close } = openStore(office.place.file)
  const broken = copyOffice(reader, file, () => AbortSignal.abort().throwIfAborted())
  await expect(broken).rejects.toMatchObject({ name: 'AbortError' })
  expect(readdirSync(office.folder).filter((name) => name.startsWith('copy'))).toEqual([])
  close()
})

test('a restored copy starts held, without the sessions and tokens of before, and the present file is kept', async () => {
  const token = await office.token('irina@sever.example')
  await perform(
    office.place,
    importFiles,
    { mailbox: 'a@sever.example', user: null, paths: [letters(3)] },
    () => undefined,
  )
  const file = join(office.folder, 'copy.sqlite')
  await backup(office.place, file, () => undefined)
  await perform(
    office.place,
    importFiles,
    { mailbox: 'a@sever.example', user: null, paths: [letters(9)] },
    () => undefined,
  )

  const { aside } = await restore(office.place, file, Date.UTC(2026, 0, 2, 3, 4, 5))
  expect(await office.host.restartAsked).toBe('restart')
  await office.host.close()
  await office.open()
  expect(aside).toBe(join(office.place.folder, 'golub.before-restore-2026-01-02T03-04-05.sqlite'))
  expect(check({ ...office.place, file: aside ?? '' }, true)).toMatchObject({ messages: 9, faults: [] })
  expect(check(office.place, true)).toMatchObject({ messages: 3, faults: [] })

  expect((await office.get('/api/v1/status', asPage(irina))).status).toBe(401)
  expect((await office.get('/api/v1/status', asProgram(token))).status).toBe(401)
  expect(
    (await office.post('/session/sign-in', { email: 'irina@sever.example', password: PASSWORD, remember: false }))
      .status,
  ).toBe(401)
  expect(office.host.entry()).toContain('#/restored?link=')
  expect((await office.post('/session/link', { link: office.link() })).status).toBe(401)
  expect((await office.post('/session/new-password', { link: office.link(), password: 'короткий' })).status).toBe(400)
  const link = office.link()
  const entered = await office.post('/session/new-password', { link, password: 'совсем другой пароль' })
  expect((await office.post('/session/new-password', { link, password: 'ещё один пароль' })).status).toBe(401)
  const page = {
    cookie: entered.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    'x-golub-secret': (await entered.json()).secret,
  }
  expect(await (await office.get('/api/v1/status', page)).json()).toMatchObject({
    office: 'Северный свет',
    isHeld: true,
  })
  expect(office.host.entry()).not.toContain('link=')
  const again = { email: 'irina@sever.example', password: 'совсем другой пароль', remember: false }
  expect((await office.post('/session/sign-in', again)).status).toBe(200)
})

test('a foreign schema, a newer file, a damaged one and no database at all are refused, and nothing changes', async () => {
  const good = join(office.folder, 'good.sqlite')
  await backup(office.place, good, () => undefined)
  const variant = async (name: string, change: (db: Database.Database) => void) => {
    const file = join(office.folder, name)
    await backup(office.place, file, () => undefined)
    const db = new Database(file)
    change(db)
    db.close()
    return file
  }
  const refused = [
    [
      await variant('trigger.sqlite', (db) =>
        db.exec('CREATE TRIGGER t AFTER INSERT ON sessions BEGIN DELETE FROM users; END'),
      ),
      'restore-foreign',
    ],
    [await variant('view.sqlite', (db) => db.exec('CREATE VIEW v AS SELECT * FROM users')), 'restore-foreign'],
    [await variant('column.sqlite', (db) => db.exec('ALTER TABLE users ADD COLUMN x TEXT')), 'restore-foreign'],
    [await variant('without.sqlite', (db) => db.exec('DROP INDEX outbox_next')), 'restore-foreign'],
    [await variant('other.sqlite', (db) => db.pragma('application_id = 5')), 'restore-foreign'],
    [await variant('newer.sqlite', (db) => db.pragma('user_version = 999')), 'file-newer'],
  ] as const
  const text = join(office.folder, 'text.sqlite')
  writeFileSync(text, 'not a database at all, only words')
  for (const [file, sentence] of [...refused, [text, 'restore-damaged'] as const]) {
    await expect(restore(office.place, file, Date.now()), file).rejects.toMatchObject({ sentence })
  }
  expect(readdirSync(office.place.folder).filter((name) => /restor/.test(name))).toEqual([])
  expect((await office.get('/api/v1/status', asPage(irina))).status).toBe(200)
})

test('of a damaged copy the refusal says in one line what is wrong first, however much of it is', async () => {
  await perform(
    office.place,
    importFiles,
    { mailbox: 'a@sever.example', user: null, paths: [letters(300)] },
    () => undefined,
  )
  const file = join(office.folder, 'damaged.sqlite')
  await backup(office.place, file, () => undefined)
  const opened = openSync(file, 'r+')
  // Every second page from the middle on, so that what is read first stays whole.
  for (let at = Math.floor(statSync(file).size / 2 / 8192) * 8192; at < statSync(file).size; at += 8192)
    writeSync(opened, Buffer.alloc(4096, 7), 0, 4096, at)
  closeSync(opened)
  const refusal: Stop = await restore(office.place, file, Date.now()).then(
    () => Promise.reject(new Error('it was taken')),
    (error) => error,
  )
  expect(refusal.sentence).toBe('restore-damaged')
  const words = String(refusal.params.words)
  expect(words.length).toBeLessThan(220)
  expect(words).not.toMatch(/[\n*]/)
  expect(words).toMatch(/\w/)
})

test('a copy becomes the office of an empty folder', async () => {
  const file = join(office.folder, 'copy.sqlite')
  await backup(office.place, file, () => undefined)
  const folder = join(office.folder, 'new')
  const place = { ...office.place, folder, file: join(folder, 'golub.sqlite') }
  expect(await restore(place, file, Date.now())).toEqual({ aside: null })
  expect(readdirSync(folder).filter((name) => name.endsWith('.sqlite'))).toEqual(['golub.sqlite'])
  expect(check(place, true).faults).toEqual([])
})

test('the check finds what breaks a promise', async () => {
  await perform(
    office.place,
    importFiles,
    { mailbox: 'a@sever.example', user: null, paths: [letters(3)] },
    () => undefined,
  )
  await office.host.close()
  const db = new Database(office.place.file)
  db.pragma('foreign_keys = ON')
  db.exec('UPDATE conversations SET letters = 7 WHERE id = 1')
  db.exec('DELETE FROM conversation_messages WHERE message_id = 2')
  db.exec("UPDATE blobs SET sha256 = 'wrong' WHERE id = 3")
  db.close()
  expect(existsSync(office.place.file)).toBe(true)
  expect(check(office.place, true).faults.map((fault) => fault.what)).toEqual([
    'letter-without-conversation',
    'empty-conversation',
    'conversation-counts',
    'source-changed',
  ])
  await office.open()
})

function letters(count: number): string {
  const folder = join(office.folder, `letters-${count}`)
  mkdirSync(folder)
  for (let n = 0; n < count; n++) {
    const head = [
      `From: Client <client${n}@shop.example>`,
      'To: a@sever.example',
      `Message-ID: <${n}@shop.example>`,
      `Date: ${new Date(Date.UTC(2026, 0, 1, n)).toUTCString()}`,
      `Subject: Order ${n}`,
    ]
    writeFileSync(
      join(folder, `${n}.eml`),
      [...head, '', `Lamps, ${n} pieces. ${'Words and words. '.repeat(200)}`].join('\r\n'),
    )
  }
  return folder
}
