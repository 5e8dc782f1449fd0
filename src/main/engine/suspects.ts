// Letters at which the line breaks: each is a row of `pending` from the first break on, which a restart does not forget.
import { pendingBackoff } from '../domain/retry.ts'
import type { Failure, Listed } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { type FolderRow, isNumberedAs } from '../store/folders.ts'
import { failedIn, suspect } from '../store/pending.ts'
import type { Deps } from './deps.ts'

/** So many breaks at one letter, and its neighbours go on without it: it is tried again by itself, later. */
const PUT_OFF_FROM = 2

/** A server that asks for patience has nothing against the letter that it was asked for. */
const NOT_OF_A_LETTER = new Set<Failure['trouble']>(['server-busy'])

export interface Suspects {
  /** The line broke there once: its neighbours are fetched before it, one by one. */
  once: ReadonlySet<number>
  /** It stands in `pending` for its own next time. */
  putOff: ReadonlySet<number>
}

export function suspectsIn({ store }: Deps, folder: FolderRow, low: number, high: number): Suspects {
  const rows = failedIn(store.reader, folder.id, low, high)
  const uids = (isPutOff: boolean) =>
    new Set(rows.filter((row) => row.tries >= PUT_OFF_FROM === isPutOff).map((row) => row.uid))
  return { once: uids(false), putOff: uids(true) }
}

/**
 * The line broke while these letters were fetched, the first of which has not come: servers send them in order. Where one
 * does not, the wrong letter is fetched alone next time and comes.
 */
export function suspectFirst(
  { store, ports }: Deps,
  folder: FolderRow,
  left: Iterable<Listed>,
  failure: Failure,
): void {
  const [letter] = left
  if (!letter || !failure.isAtLetter || NOT_OF_A_LETTER.has(failure.trouble)) return
  const now = ports.clock.now()
  ports.log.warn({ mailbox: folder.mailboxId, uid: letter.uid, trouble: failure.trouble }, 'the line broke at a letter')
  store.write((tx) => {
    if (!isNumberedAs(tx, folder)) return
    const tries = suspect(tx, { folderId: folder.id, ...letter }, (n) => now + pendingBackoff(n))
    tx.changed('mailboxes', folder.mailboxId)
    if (tries !== PUT_OFF_FROM) return
    const params = { folder: folder.name, at: letter.internalAt, size: letter.size }
    note(tx, now, { what: 'letter-put-off', tone: 'warn', mailboxId: folder.mailboxId, params })
  })
}
