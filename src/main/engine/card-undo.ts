// The way back from a merge or a deletion of cards.
import type { CardActId, CompanyId, ContactId, UserId } from '../../shared/model/ids.ts'
import { actById, canUndo, type StoredAct, setUndone } from '../store/card-acts.ts'
import {
  addCompany,
  companyByName,
  companyFields,
  ownerOfDomain,
  setCompanyOf,
  updateCompany,
} from '../store/companies.ts'
import { moveByAddress } from '../store/contact-letters.ts'
import { contactRow, refreshKeys, restoreContact, updateContact } from '../store/contact-write.ts'
import { type ContactFields, contactFields } from '../store/contacts.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { beginMove, claimLetters, settleMoves } from './card-moves.ts'
import type { CompanySnapshot } from './companies.ts'
import type { MergeSnapshot } from './contact-merge.ts'
import { companyNamed } from './contacts.ts'
import type { Deps } from './deps.ts'

export type Undone = { contact: ContactId | null; company: CompanyId | null }

/** Null where it is too late, or was done already. */
export function undoAct({ store, ports }: Deps, user: UserId, id: CardActId): Undone | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    const act = actById(tx, id)
    if (!act || !canUndo(act, now)) return null
    settleMoves(
      tx,
      [act.contactId, act.otherId].filter((card) => card !== null),
      now,
    )
    const done = takeBack(tx, act, now)
    if (!done) return null
    setUndone(tx, id, now)
    if (done.contact !== null) beginMove(tx, { is: 'undo', act: id }, now)
    record(tx, now, { type: `undone.${act.what}`, contactId: done.contact, userId: user })
    note(tx, now, { what: `undone.${act.what}`, tone: 'info', userId: user, params: { act: id } })
    return done
  })
}

function takeBack(tx: Writer, act: StoredAct, now: number): Undone | null {
  // Written by the act of the same name, and read by nobody else.
  const snapshot: unknown = JSON.parse(act.snapshot ?? 'null')
  if (act.what === 'deleted') return undelete(tx, snapshot as Pick<MergeSnapshot, 'card'>, now)
  if (act.what === 'merged') return unmerge(tx, act, snapshot as MergeSnapshot, now)
  if (act.what === 'company-deleted') return uncompany(tx, act, snapshot as CompanySnapshot, now)
  return null
}

function undelete(tx: Writer, { card }: Pick<MergeSnapshot, 'card'>, now: number): Undone {
  restoreContact(tx, card)
  // What came to his addresses meanwhile found no card.
  claimLetters(tx, 'by-hand', card.emails, card.id, now)
  return { contact: card.id, company: null }
}

function unmerge(tx: Writer, act: StoredAct, { card, before, after }: MergeSnapshot, now: number): Undone | null {
  const survivor = act.contactId
  const current = survivor === null ? null : contactFields(tx, survivor)
  // The survivor was merged on or deleted: that has to be taken back first.
  if (survivor === null || !current) return null
  restoreContact(tx, card)
  const fields = parted(current, before, after, card)
  updateContact(tx, survivor, fields, companyNamed(tx, fields.company, now), now)
  const alone = card.emails.filter((email) => !fields.emails.includes(email))
  moveByAddress(tx, act.id, alone, survivor, card.id)
  refreshKeys(tx, card.id)
  return { contact: card.id, company: null }
}

// What was changed since the merge stays as it is now.
function parted(
  current: ContactFields,
  before: ContactFields,
  after: ContactFields,
  card: Pick<ContactFields, 'emails' | 'phones'>,
): ContactFields {
  const field = <Key extends 'name' | 'position' | 'note' | 'company'>(key: Key) =>
    current[key] === after[key] ? before[key] : current[key]
  const cameWith = (list: 'emails' | 'phones') => new Set(card[list].filter((one) => !before[list].includes(one)))
  return {
    name: field('name'),
    position: field('position'),
    note: field('note'),
    company: field('company'),
    emails: current.emails.filter((email) => !cameWith('emails').has(email)),
    phones: current.phones.filter((phone) => !cameWith('phones').has(phone)),
  }
}

function uncompany(tx: Writer, act: StoredAct, snapshot: CompanySnapshot, now: number): Undone | null {
  // Somebody made one of the same name meanwhile: its people go there.
  const known = companyByName(tx, snapshot.name)
  const id = known ?? addCompany(tx, snapshot.name, snapshot.createdAt, act.companyId)
  const fields = companyFields(tx, id)
  const free = snapshot.domains.filter((domain) => ownerOfDomain(tx, domain) === null)
  updateCompany(
    tx,
    id,
    { name: snapshot.name, note: fields?.note || snapshot.note, domains: [...(fields?.domains ?? []), ...free] },
    now,
  )
  for (const person of snapshot.people) {
    const row = contactRow(tx, person)
    // Who has joined another one since stays there.
    if (!row || row.companyId !== null) continue
    setCompanyOf(tx, person, id)
    refreshKeys(tx, person)
  }
  return { contact: null, company: id }
}
