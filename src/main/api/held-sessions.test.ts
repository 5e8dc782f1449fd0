import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallDisk } from '../../../tests/rig/small-disk.ts'
import { asPage, PASSWORD, pageOf, TestOffice } from '../server/host-rig.ts'

const signIn = (password: string) => ({ email: 'irina@sever.example', password, remember: true })

test('on a full disk people sign in and read; wrong passwords are counted all the same', async (context) => {
  const disk = smallDisk(context, 24)
  const office = new TestOffice({ folder: join(disk.folder, 'office') })
  try {
    await office.open()
    await office.firstAdmin()
    disk.fill()
    const page = await pageOf(await office.post('/session/sign-in', signIn(PASSWORD)))
    expect((await office.get('/api/v1/mailboxes', asPage(page))).status).toBe(200)
    expect((await office.post('/session/sign-out', {}, asPage(page))).status).toBe(200)
    expect((await office.get('/api/v1/mailboxes', asPage(page))).status).toBe(401)
    const tries = []
    for (let n = 0; n < 6; n++) tries.push((await office.post('/session/sign-in', signIn('wrong password'))).status)
    expect(tries).toEqual([401, 401, 401, 401, 401, 429])
  } finally {
    await office.end()
  }
})
