// Why a letter stands where it stands: the rules are asked again, as they would be on its arrival.
import type { Considered } from '../../shared/api/threads.ts'
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import { consideredFor } from '../domain/thread-considered.ts'
import { apartRuleOf, nodesOf } from '../domain/threading.ts'
import type { Reader } from '../store/handle.ts'
import { mailboxById, ownAddresses } from '../store/mailboxes.ts'
import { threadRulesOf } from '../store/thread-facts.ts'
import { threadLookup } from './thread-lookup.ts'

/** What else was considered for the letter in this mailbox; empty for one that does not stand there. */
export function whyHere(db: Reader, mailbox: MailboxId, message: MessageId): Considered[] {
  const found = asked(db, mailbox, message)
  if (!found) return []
  const { letter, lookup, rules } = found
  const node = nodesOf(letter, lookup, rules)[0]
  return node ? consideredFor(letter, node.edge.rule, lookup, rules) : []
}

/** The rule of a split by which the letter stands where it stands; null where another rule decided. */
export function apartRuleFor(db: Reader, mailbox: MailboxId, message: MessageId): number | null {
  const found = asked(db, mailbox, message)
  return found && (apartRuleOf(found.letter, found.lookup, found.rules)?.id ?? null)
}

function asked(db: Reader, mailbox: MailboxId, message: MessageId) {
  const row = mailboxById(db, mailbox)
  if (!row) return null
  const lookup = threadLookup(db, mailbox, row.address, ownAddresses(db))
  const letter = lookup.letter(message)
  return letter && { letter, lookup, rules: threadRulesOf(db, mailbox) }
}
