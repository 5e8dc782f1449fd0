// What a person does to cards of contacts: each act is one commit, with what can be taken back beside it.
import type { ContactBack, ListChange } from '../../shared/model/card.ts'
import type { CardActId, CompanyId, ContactId, UserId } from '../../shared/model/ids.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import { backOf, changeList, TakingBack } from '../domain/card-change.ts'
import { addAct } from '../store/card-acts.ts'
import { addCompany, companyByName, companyOfDomain } from '../store/companies.ts'
import { contactRow, insertContact, updateContact as update } from '../store/contact-write.ts'
import { type ContactFields, contactFields, emailsOf } from '../store/contacts.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { beginMove, claimLetters, settleMoves } from './card-moves.ts'
import type { Deps } from './deps.ts'

/** Makes a card; letters of its addresses that stand without one come to it. Without a company that of the domain takes it in. */
export function createContact({ store, ports }: Deps, user: UserId, fields: ContactFields): ContactId {
  const now = ports.clock.now()
  return store.write((tx) => {
    const [main] = fields.emails
    const chosen = companyNamed(tx, fields.company, now)
    const joined = chosen === null && main !== undefined ? companyOfDomain(tx, main) : null
    const id = insertContact(tx, fields, chosen ?? joined, 'by-hand', now)
    addAct(tx, now, { what: 'created', contactId: id, userId: user })
    if (joined !== null && main !== undefined)
      addAct(tx, now, { what: 'joined', contactId: id, companyId: joined, userId: null, name: domainOf(main) })
    claimLetters(tx, 'by-hand', fields.emails, id, now)
    record(tx, now, { type: 'contact.created', contactId: id, userId: user })
    return id
  })
}

export interface ContactChange extends Partial<Omit<ContactFields, 'emails' | 'phones'>> {
  emails?: ListChange
  phones?: ListChange
}

/** Changes what is given, in the lists as they stand now, and answers what takes it back. Null where there is no such contact. */
export function updateContact(
  { store, ports }: Deps,
  user: UserId,
  id: ContactId,
  change: ContactChange,
): ContactBack | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    settleMoves(tx, [id], now)
    const before = contactFields(tx, id)
    if (!before) return null
    const emails = changeList(before.emails, change.emails ?? {})
    const phones = changeList(before.phones, change.phones ?? {})
    const lists = { emails: emails?.list ?? before.emails, phones: phones?.list ?? before.phones }
    const after = write(tx, user, id, before, { ...before, ...change, ...lists }, now)
    return {
      name: backOf(before.name, after.name),
      position: backOf(before.position, after.position),
      note: backOf(before.note, after.note),
      company: backOf(before.company, after.company),
      emails: emails?.back,
      phones: phones?.back,
    }
  })
}

/** The fields that were changed since, and so stay. Null where there is no such contact. */
export function takeBackContact(
  { store, ports }: Deps,
  user: UserId,
  id: ContactId,
  back: ContactBack,
): (keyof ContactBack)[] | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    settleMoves(tx, [id], now)
    const before = contactFields(tx, id)
    if (!before) return null
    const taking = new TakingBack<keyof ContactBack>()
    const fields = {
      name: taking.value('name', before.name, back.name),
      position: taking.value('position', before.position, back.position),
      note: taking.value('note', before.note, back.note),
      company: taking.value('company', before.company, back.company),
      emails: taking.list('emails', before.emails, back.emails),
      phones: taking.list('phones', before.phones, back.phones),
    }
    write(tx, user, id, before, fields, now)
    return taking.kept
  })
}

function write(
  tx: Writer,
  user: UserId,
  id: ContactId,
  before: ContactFields,
  fields: ContactFields,
  now: number,
): ContactFields {
  update(tx, id, fields, companyNamed(tx, fields.company, now), now)
  const added = fields.emails.filter((email) => !before.emails.includes(email))
  claimLetters(tx, 'by-hand', added, id, now)
  record(tx, now, { type: 'contact.changed', contactId: id, userId: user })
  // A company is written as it is named already.
  return contactFields(tx, id) ?? fields
}

/** The card goes when its letters have left it; they stand without one. The act is the way back. */
export function removeContact({ store, ports }: Deps, user: UserId, id: ContactId): CardActId | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    settleMoves(tx, [id], now)
    const card = contactRow(tx, id)
    if (!card) return null
    const act = addAct(tx, now, {
      what: 'deleted',
      contactId: id,
      companyId: card.companyId,
      userId: user,
      name: card.name,
      snapshot: { card },
    })
    beginMove(tx, { is: 'act', act }, now)
    return act
  })
}

/** On request only: letters that lost their card when it was deleted come to this one. */
export function bindReleased({ store, ports }: Deps, user: UserId, id: ContactId): void {
  const now = ports.clock.now()
  store.write((tx) => {
    claimLetters(tx, 'released', emailsOf(tx, id), id, now)
    record(tx, now, { type: 'contact.lettersBound', contactId: id, userId: user })
  })
}

/** The company of a name, made when it is new. */
export function companyNamed(tx: Writer, name: string | null, now: number): CompanyId | null {
  return name === null ? null : (companyByName(tx, name) ?? addCompany(tx, name, now))
}
