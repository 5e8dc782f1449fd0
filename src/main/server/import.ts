import { z } from 'zod'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import { importLetters } from '../engine/import.ts'
import type { Reader } from '../store/handle.ts'
import { ownersOf } from '../store/scope.ts'
import { firstAdministrator, userByEmail } from '../store/users.ts'
import { command } from './command.ts'
import { Stop } from './stop.ts'
import { addressOf } from './user-add.ts'

/** Letters from files; the paths are absolute, since the running program has another working folder. */
export const importFiles = command(
  'import',
  z.object({ mailbox: z.string(), user: z.string().nullable(), paths: z.array(z.string()).min(1) }),
  async ({ opened, deps }, input, tell, signal) => {
    const address = normaliseAddress(addressOf(input.mailbox))
    const owner = ownerOf(opened.store.reader, address, input.user)
    return importLetters(await deps(), owner, address, input.paths, (done) => tell({ done }), signal)
  },
)

function ownerOf(db: Reader, address: string, named: string | null) {
  if (named !== null) {
    const user = userByEmail(db, addressOf(named))
    if (!user) throw new Stop('no-user', { email: named })
    return user.id
  }
  const owners = ownersOf(db, address)
  if (owners.length > 1) throw new Stop('mailbox-other-owner', { address })
  const owner = owners[0] ?? firstAdministrator(db)?.id
  if (owner === undefined) throw new Stop('no-administrator')
  return owner
}
