// What the letters of one commit share in one mailbox.
import type { ConversationId, MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById, ownAddresses } from '../store/mailboxes.ts'
import { threadRulesOf } from '../store/thread-facts.ts'
import { summariseConversation } from './summaries.ts'
import { threadLookup } from './thread-lookup.ts'
import { askUnderRules, type GroupedMailbox } from './threads.ts'

export interface Desk extends GroupedMailbox {
  ownerId: UserId
  address: string
  own: ReadonlySet<string>
  createContacts: boolean
  now: number
  touched: Set<ConversationId>
  rules: ReturnType<typeof threadRulesOf>
}

/** The desks of the transaction that a connection is in; under another number they belong to one that is over. */
const open = new WeakMap<Writer, { number: number; desks: Map<MailboxId, Desk> }>()

/** The desk of a mailbox for this commit: a talk of ten letters is summarised once, and its letters are read once. */
export function deskOf(tx: Writer, mailboxId: MailboxId, now: number): Desk {
  const known = open.get(tx)
  const current = known?.number === tx.number ? known : { number: tx.number, desks: new Map<MailboxId, Desk>() }
  open.set(tx, current)
  let desk = current.desks.get(mailboxId)
  if (!desk) {
    desk = openDesk(tx, mailboxId, now)
    current.desks.set(mailboxId, desk)
    const opened = desk
    tx.atEnd(() => {
      settleDesk(tx, opened)
      tx.changed('mailboxes', mailboxId)
    })
  }
  return desk
}

/** Nothing more comes to this desk. */
export function settleDesk(tx: Writer, desk: Desk): void {
  for (const id of askUnderRules(tx, desk)) desk.touched.add(id)
  for (const id of desk.touched) summariseConversation(tx, id)
}

/** Letters became other ones in this commit: what rules say of them is read anew. */
export function readRulesAnew(tx: Writer, desk: Desk): void {
  for (const one of new Set([desk, ...(open.get(tx)?.desks.values() ?? [])]))
    one.rules = threadRulesOf(tx, one.mailboxId)
}

/** A desk that the caller settles himself. */
export function openDesk(tx: Writer, mailboxId: MailboxId, now: number): Desk {
  const row = mailboxById(tx, mailboxId)
  if (!row) throw new Error(`mailbox ${mailboxId} is gone`)
  const own = ownAddresses(tx)
  return {
    mailboxId,
    now,
    own,
    ownerId: row.ownerId,
    address: row.address,
    createContacts: row.createContacts,
    touched: new Set(),
    lookup: threadLookup(tx, mailboxId, row.address, own),
    rules: threadRulesOf(tx, mailboxId),
    areRulesBehind: false,
  }
}
