import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { asPage, pageOf, TestOffice } from '../server/host-rig.ts'

let office: TestOffice
afterEach(() => office.end())

const visit = (headers: Record<string, string> = {}) => office.post('/session/sample', { locale: 'ru' }, headers)
const state = async (headers: Record<string, string> = {}) => (await office.get('/session', headers)).json()

test('who used the link of the sample office and closed the browser comes in again at the same computer', async () => {
  office = await TestOffice.start(true)
  await pageOf(await office.post('/session/link', { link: office.link() }))
  expect(await state()).toMatchObject({ isSample: true, canEnterSample: true, user: null })
  const page = await pageOf(await visit())
  expect(page.user).toMatchObject({ name: 'Ирина Соколова' })
  expect((await office.get('/api/v1/mailboxes', asPage(page))).status).toBe(200)

  // A proxy hands on what others ask.
  const handedOn = { 'x-forwarded-for': '203.0.113.7' }
  expect(await state(handedOn)).toMatchObject({ canEnterSample: false })
  expect((await visit(handedOn)).status).toBe(403)

  // A mailbox of the real world was connected in it.
  const file = new Database(office.place.file)
  file.prepare("UPDATE mailboxes SET address = 'irina@real.example'").run()
  file.close()
  expect(await state()).toMatchObject({ canEnterSample: false })
  expect((await visit()).status).toBe(403)
})

test('a real office lets nobody in like this', async () => {
  office = await TestOffice.start()
  expect((await visit()).status).toBe(403)
  await office.firstAdmin()
  expect(await state()).toMatchObject({ isSample: false, canEnterSample: false })
  expect((await visit()).status).toBe(403)
})
