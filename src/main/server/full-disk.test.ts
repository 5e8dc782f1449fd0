import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallDisk } from '../../../tests/rig/small-disk.ts'
import { asPage, PASSWORD, pageOf, TestOffice } from './host-rig.ts'

test('on a disk that is full the program starts all the same, for reading', async (context) => {
  const disk = smallDisk(context, 64)
  const office = new TestOffice({ folder: join(disk.folder, 'office') })
  try {
    await office.open()
    await office.firstAdmin()
    await office.host.close()
    disk.fill()
    await office.open()
    const signIn = { email: 'irina@sever.example', password: PASSWORD, remember: true }
    const page = await pageOf(await office.post('/session/sign-in', signIn))
    expect((await office.get('/api/v1/mailboxes', asPage(page))).status).toBe(200)
    await office.host.close()
    disk.clear()
    await office.open()
  } finally {
    await office.end()
  }
})
