// Two cards of one person become one; the other goes once its letters have moved. Conversations are left as they are: they show under the survivor.
import type { CardActId, ContactId, UserId } from '../../shared/model/ids.ts'
import { e164 } from '../../shared/text/e164.ts'
import { addAct } from '../store/card-acts.ts'
import { contactRow, updateContact } from '../store/contact-write.ts'
import { type ContactFields, contactFields } from '../store/contacts.ts'
import type { Writer } from '../store/handle.ts'
import { beginMove, settleMoves } from './card-moves.ts'
import { companyNamed } from './contacts.ts'
import type { Deps } from './deps.ts'

export type Kept = Partial<Pick<ContactFields, 'name' | 'position' | 'note' | 'company'>>

/** What the undo of one merge needs: the card that went, and the survivor before and after it. */
export interface MergeSnapshot {
  card: NonNullable<ReturnType<typeof contactRow>>
  before: ContactFields
  after: ContactFields
}

/** Null where one of them is not there. Each act takes back the merge of one card. */
export function mergeContacts(
  { store, ports }: Deps,
  user: UserId,
  survivor: ContactId,
  others: readonly ContactId[],
  keep: Kept,
): CardActId[] | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    settleMoves(tx, [survivor, ...others], now)
    if (!contactRow(tx, survivor) || others.some((id) => id === survivor || !contactRow(tx, id))) return null
    return others.map((id, n) => mergeOne(tx, user, survivor, id, n === others.length - 1 ? keep : {}, now))
  })
}

function mergeOne(tx: Writer, user: UserId, survivor: ContactId, gone: ContactId, keep: Kept, now: number): CardActId {
  // Both were seen by the caller, in this transaction.
  const card = contactRow(tx, gone)!
  const before = contactFields(tx, survivor)!
  const after = joined(before, contactFields(tx, gone)!, keep)
  const snapshot: MergeSnapshot = { card, before, after }
  const act = addAct(tx, now, {
    what: 'merged',
    contactId: survivor,
    otherId: gone,
    userId: user,
    name: card.name,
    snapshot,
  })
  updateContact(tx, survivor, after, companyNamed(tx, after.company, now), now)
  beginMove(tx, { is: 'act', act }, now)
  return act
}

// The survivor's values stand, empty ones are filled; what differs was chosen by the person.
function joined(one: ContactFields, other: ContactFields, keep: Kept): ContactFields {
  const numbers = new Set(one.phones.map((phone) => e164(phone) || phone))
  return {
    name: keep.name ?? one.name,
    position: keep.position ?? (one.position || other.position),
    note: keep.note ?? (one.note || other.note),
    company: keep.company === undefined ? (one.company ?? other.company) : keep.company,
    emails: [...new Set([...one.emails, ...other.emails])],
    phones: [...one.phones, ...other.phones.filter((phone) => !numbers.has(e164(phone) || phone))],
  }
}
