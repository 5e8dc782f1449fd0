import type { Usage } from '../../shared/api/compose.ts'
import { DAY_MS, usedToday } from '../domain/throttle.ts'
import type { Reader } from '../store/handle.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { countedSince } from '../store/send-counts.ts'
import { limitsOf } from './send-limits.ts'

/** What a mailbox sent within 24 hours, against what it may. */
export function usageOf(db: Reader, mailbox: MailboxRow, now: number): Usage {
  const { perDay, perLetter } = limitsOf(mailbox)
  return { mailboxId: mailbox.id, used: usedToday(countedSince(db, mailbox.id, now - DAY_MS), now), perDay, perLetter }
}
