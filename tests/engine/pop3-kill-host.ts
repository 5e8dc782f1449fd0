// The program that is killed: opens the office on its command line and reads a POP3 mailbox until it dies.
// Prints `started` when its engine runs. The office is so many hours ahead of the clock on the wall: waits are over by then.
import { systemClock } from '../../src/main/engine/clock.ts'
import type { Clock } from '../../src/main/engine/ports.ts'
import { US } from '../rig/letters.ts'
import { openOffice } from '../rig/office.ts'

const [file = '', port = '', hours = '0', looks = ''] = process.argv.slice(2)
const ahead = Number(hours) * 3_600_000
const clock: Clock = { now: () => Date.now() + ahead, at: (at, run) => systemClock.at(at - ahead, run) }
const office = openOffice({ file, ports: { clock } })
console.log('started')
if (office.count('SELECT count(*) FROM mailboxes') === 0)
  await office.connect(US, {
    protocol: 'pop3',
    host: '127.0.0.1',
    port: Number(port),
    security: 'none',
    login: US,
    password: 'a pass phrase',
    pinnedCertificate: null,
    allowPlaintext: true,
    allowedHosts: ['127.0.0.1'],
  })
// "Check now" all the time: new letters are to come while it is being killed.
if (looks === 'looks') setInterval(() => office.engine.reconnect(), 300)
