import { test, expect } from 'vitest'
import { startDovecot } from '../rig/dovecot.ts'
import { openOffice } from '../rig/office.ts'
import { writeMaildir } from '../corpus/maildir.ts'
test('try', async () => {
  const c = await writeMaildir('/tmp/golub-corpus-400', { letters: 400, hugeEvery: 0 })
  const d = await startDovecot('alice')
  await d.load('alice', c.folder)
  const o = openOffice()
  const id = await o.connect('office@our.example', d.login('alice'))
  console.time('sync')
  await o.watching(id)
  console.timeEnd('sync')
  console.log(o.count('select count(*) from messages'), o.logged, o.check(), o.rows('select rule, count(*) n from conversation_messages group by 1'), o.rows('select reading, count(*) from messages group by 1'))
  await o.close(); await d.stop()
})
