import type { Usage } from '../../shared/api/compose.ts'
import type { MailboxId } from '../../shared/model/ids.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { acceptedSince } from '../store/outbox.ts'
import type { Deps } from './deps.ts'
import { DAY_MS, limitsOf } from './send-limits.ts'

/** What a mailbox sent within 24 hours, against what it may; null for one that is gone. */
export function usageOf({ store, ports }: Deps, id: MailboxId): Usage | null {
  const mailbox = mailboxById(store.reader, id)
  if (!mailbox || mailbox.removedAt !== null) return null
  const { perDay, perLetter } = limitsOf(mailbox.provider)
  return {
    mailboxId: id,
    used: acceptedSince(store.reader, id, ports.clock.now() - DAY_MS).length,
    perDay: Number.isFinite(perDay) ? perDay : null,
    perLetter,
  }
}
