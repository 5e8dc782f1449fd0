// The program that is killed: opens the office given on its command line and takes one file into draft 1, saying how far it is.
import { createHash } from 'node:crypto'
import { systemClock } from '../../src/main/engine/clock.ts'
import { createUploads } from '../../src/main/engine/uploads.ts'
import { openStore } from '../../src/main/store/database.ts'
import { userById } from '../../src/main/store/users.ts'
import type { DraftId, UserId } from '../../src/shared/model/ids.ts'

const [file = '', pieces = '0', restsAt = ''] = process.argv.slice(2)
const store = openStore(file)
const user = userById(store.reader, 1 as UserId)
if (!user) throw new Error('the office has no user')
// Only the clock and the disk are asked by an upload.
const uploads = createUploads({ store, ports: { clock: systemClock, freeDiskBytes: () => 10 ** 12 } as never })

/** The same bytes in every run, and no two pieces alike. */
const pieceOf = (n: number): Buffer => createHash('shake256', { outputLength: 65_536 }).update(String(n)).digest()

async function* body() {
  for (let n = 0; n < Number(pieces); n++) {
    yield pieceOf(n)
    console.log(`piece ${n}`)
    // Its end comes meanwhile.
    if (String(n) === restsAt) await new Promise((resolve) => setTimeout(resolve, 600_000))
  }
}

const size = Number(pieces) * 65_536
const taken = await uploads.take(
  user,
  1 as DraftId,
  { name: 'film.bin', mime: 'application/octet-stream', size, contentId: null },
  body(),
)
console.log(taken.ok ? 'done' : taken.problem)
store.close()
