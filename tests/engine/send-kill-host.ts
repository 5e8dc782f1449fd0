// The program that is killed: opens the office given on its command line and sends letters 1 to N, each asked for once by its key.
// Prints `started` when sending runs and `done` when no letter waits any more. With `queue` it only queues them.
import { randomBytes } from 'node:crypto'
import { systemClock } from '../../src/main/engine/clock.ts'
import { createCredit } from '../../src/main/engine/credit.ts'
import { startSending } from '../../src/main/engine/send.ts'
import { createWriteQueue } from '../../src/main/engine/write-queue.ts'
import { sweepUploads } from '../../src/main/store/blobs.ts'
import { openStore } from '../../src/main/store/database.ts'
import { setSetting } from '../../src/main/store/settings.ts'
import { userById } from '../../src/main/store/users.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { startLink } from './send-office.ts'

const [file = '', letters = '0', mode = 'send'] = process.argv.slice(2)
const store = openStore(file)
store.write((tx) => {
  sweepUploads(tx)
  setSetting(tx, 'hold', mode === 'queue' ? '1' : null)
})
const quiet = () => undefined
const sending = startSending(
  {
    store,
    queue: createWriteQueue(store),
    credit: createCredit(1_000_000),
    ports: {
      clock: systemClock,
      random: (bytes) => randomBytes(bytes),
      secrets: { seal: (secret) => Buffer.from(secret), open: (sealed) => Buffer.from(sealed).toString() },
      log: { debug: quiet, info: quiet, warn: quiet, error: (data, text) => console.error(text, data) },
      link: startLink(),
      allowedHosts: ['127.0.0.1'],
      freeDiskBytes: () => 10 ** 12,
    },
  },
  { isOpen: () => false },
)
const user = userById(store.reader, 1 as UserId)
if (!user) throw new Error('the office has no user')
console.log('started')
for (let n = 1; n <= Number(letters); n++) {
  const answer = await sending.sendDirect(
    user,
    {
      mailbox: 1 as MailboxId,
      to: [`client${n}@client.example`],
      cc: [],
      bcc: [],
      subject: `Letter ${n}`,
      text: `Text of letter ${n}`,
      delaySeconds: 0,
    },
    `letter-${n}`,
  )
  if (!answer.ok) throw new Error(answer.problem)
}
if (mode === 'queue') process.exit(0)
const waiting = store.reader.raw
  .prepare("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'deferred')")
  .pluck()
while (waiting.get() !== 0) await new Promise((resolve) => setTimeout(resolve, 5))
await sending.stop()
console.log('done')
process.exit(0)
