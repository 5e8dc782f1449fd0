// Why a letter stands where it stands: the rules are asked again, as they would be on its arrival.
import type { Considered } from '../../shared/api/threads.ts'
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import { consideredFor } from '../domain/thread-considered.ts'
import { nodesOf } from '../domain/threading.ts'
import type { Reader } from '../store/handle.ts'
import { mailboxById, ownAddresses } from '../store/mailboxes.ts'
import { threadRulesOf } from '../store/thread-facts.ts'
import { threadLookup } from './thread-lookup.ts'

/** What else was considered for the letter in this mailbox; empty for one that does not stand there. */
export function whyHere(db: Reader, mailbox: MailboxId, message: MessageId): Considered[] {
  const row = mailboxById(db, mailbox)
  if (!row) return []
  const lookup = threadLookup(db, mailbox, row.address, ownAddresses(db))
  const rules = threadRulesOf(db, mailbox)
  const letter = lookup.letter(message)
  const node = letter && nodesOf(letter, lookup, rules)[0]
  return node ? consideredFor(letter, node.edge.rule, lookup, rules) : []
}
