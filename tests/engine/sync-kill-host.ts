// The program that is killed: opens the office on its command line, syncs, imports an mbox and (with `reads`) reads letters, until it dies.
// Prints `started` when its engine runs. The office is so many hours ahead of the clock on the wall: waits are over by then.
import { systemClock } from '../../src/main/engine/clock.ts'
import { markRead } from '../../src/main/engine/conversations.ts'
import { importLetters } from '../../src/main/engine/import.ts'
import type { Clock } from '../../src/main/engine/ports.ts'
import type { ConversationId } from '../../src/shared/model/ids.ts'
import { openOffice } from '../rig/office.ts'
import { ARCHIVE, login } from './sync-kill-world.ts'

const [file = '', port = '', mbox = '', hours = '0', reads = ''] = process.argv.slice(2)
const ahead = Number(hours) * 3_600_000
const clock: Clock = { now: () => Date.now() + ahead, at: (at, run) => systemClock.at(at - ahead, run) }
const office = openOffice({ file, ports: { clock } })
console.log('started')
if (office.count('SELECT count(*) FROM mailboxes WHERE imap_host IS NOT NULL') === 0) {
  const { login: address } = login(Number(port))
  await office.connect(address, login(Number(port)), {
    ticked: [
      ['INBOX', 'inbox'],
      ['Sent', 'sent'],
      ['Junk', 'spam'],
    ],
  })
}
const read = () => {
  const [one] = office.rows<{ id: ConversationId }>(
    'SELECT conversation_id AS id FROM unread ORDER BY random() LIMIT 1',
  )
  if (one) markRead(office.engine, office.owner, [one.id], true)
}
if (reads === 'reads') setInterval(read, 60)
await importLetters(office.engine.deps, office.owner, ARCHIVE, [mbox], () => undefined)
