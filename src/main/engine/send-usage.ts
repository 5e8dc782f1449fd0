import type { Usage } from '../../shared/api/compose.ts'
import type { MailboxId } from '../../shared/model/ids.ts'
import { DAY_MS, usedToday } from '../domain/throttle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { countedSince } from '../store/send-counts.ts'
import type { Deps } from './deps.ts'
import { limitsOf } from './send-limits.ts'

/** What a mailbox sent within 24 hours, against what it may; null for one that is gone. */
export function usageOf({ store, ports }: Deps, id: MailboxId): Usage | null {
  const mailbox = mailboxById(store.reader, id)
  if (!mailbox || mailbox.removedAt !== null) return null
  const { perDay, perLetter } = limitsOf(mailbox)
  const now = ports.clock.now()
  return { mailboxId: id, used: usedToday(countedSince(store.reader, id, now - DAY_MS), now), perDay, perLetter }
}
