import type { Discovery } from '../../shared/api/mailboxes.ts'
import type { UserId } from '../../shared/model/ids.ts'
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { discover, realSurroundings } from '../mail/discover.ts'
import { mailboxOf } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'

/** Recognises the servers of an address; null when it is no address. Says which mailbox of the user has it already. */
export async function discoverMailbox({ store, ports }: Deps, user: UserId, raw: string): Promise<Discovery | null> {
  const address = normaliseAddress(raw)
  if (addressProblem(address)) return null
  const known = mailboxOf(store.reader, user, address)
  const found = await discover(address, realSurroundings(ports.allowedHosts))
  return { ...found, existing: known && !known.removedAt ? known.id : null }
}
