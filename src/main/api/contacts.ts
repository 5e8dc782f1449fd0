import { MOST_EMAILS, MOST_PHONES } from '../../shared/api/contacts.ts'
import type { ContactPage, GoneCard, ListChange } from '../../shared/model/card.ts'
import type { ContactId } from '../../shared/model/ids.ts'
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { e164 } from '../../shared/text/e164.ts'
import { fold } from '../../shared/text/fold.ts'
import { undoAct } from '../engine/card-undo.ts'
import { mergeContacts } from '../engine/contact-merge.ts'
import { bindReleased, createContact, removeContact, takeBackContact, updateContact } from '../engine/contacts.ts'
import { canUndo, whereContactWent } from '../store/card-acts.ts'
import { cardTotals, peopleCount } from '../store/companies.ts'
import { cardCounts } from '../store/contact-feed.ts'
import { releasedLetters, unclaimedLetters } from '../store/contact-letters.ts'
import { type ContactPlace, contactsPage } from '../store/contact-list.ts'
import { judgePair, lookalikesOf, openPairs, openPairsCount, ownersOfSame } from '../store/contact-pairs.ts'
import { type ContactFields, contactCard, contactFields, contactShown, mailOf } from '../store/contacts.ts'
import { companyOf, emailChange, emailsOf, phoneChange, phonesOf, roomFor } from './card-input.ts'
import type { Caller } from './context.ts'
import { feedPage } from './feed.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { readable } from './reading.ts'

const { contacts: ours } = procedures

export const contacts = {
  list: ours.list.handler(({ context, input }) => {
    const { reader } = context.app.store
    const mailboxes = readable(context)
    const words = fold(input.q ?? '')
      .split(' ')
      .filter(Boolean)
    const list = `contacts ${context.user.locale} ${input.order} ${input.desc} ${words.join(' ')}`
    const after = contactPlace(list, input.cursor)
    const { order, desc, limit } = input
    const { ids, last } = contactsPage(reader, mailboxes, {
      ...{ words, order, desc, limit, after },
      isCyrillicFirst: context.user.locale === 'ru',
    })
    return {
      items: ids.flatMap((id) => contactShown(reader, mailboxes, id) ?? []),
      next: last && Buffer.from(JSON.stringify([list, last.part, last.key, last.id])).toString('base64url'),
    }
  }),

  counts: ours.counts.handler(({ context }) => {
    const { reader } = context.app.store
    return { ...cardTotals(reader), pairs: openPairsCount(reader) }
  }),

  get: ours.get.handler(({ context, input }) => cardOf(context, input.id)),

  page: ours.page.handler(({ context, input }) => pageOf(context, input.id) ?? goneCard(context, input.id)),

  feed: ours.feed.handler(({ context, input }) => {
    known(context, input.id)
    return feedPage(context, { contacts: [input.id], acts: { contacts: [input.id] } }, input)
  }),

  create: ours.create.handler(({ context, input }) => {
    const { app, user } = context
    const { reader } = app.store
    const { name, position, note } = input
    const fields: ContactFields = {
      name,
      position,
      note,
      company: companyOf(input.company),
      emails: emailsOf(input.emails),
      phones: phonesOf(input.phones),
    }
    const same = input.anyway ? [] : ownersOfSame(reader, fields.emails, fields.phones.map(e164))
    if (same.length) {
      const matches = same.flatMap(({ id, because }) => {
        const contact = contactShown(reader, readable(context), id)
        return contact ? [{ contact, because }] : []
      })
      return { is: 'exists' as const, matches }
    }
    return { is: 'created' as const, card: cardOf(context, createContact(app.engine.deps, user.id, fields)) }
  }),

  update: ours.update.handler(({ context, input }) => {
    const { id, name, position, note, company, emails, phones } = input
    const back = updateContact(context.app.engine.deps, context.user.id, id, {
      ...(name === undefined ? {} : { name }),
      ...(position === undefined ? {} : { position: position.trim() }),
      ...(note === undefined ? {} : { note }),
      ...(company === undefined ? {} : { company: companyOf(company) }),
      ...listsOf(context, id, { emails, phones }),
    })
    if (back === null) throw new Problem('not-found')
    return { ...cardOf(context, id), back }
  }),

  takeBack: ours.takeBack.handler(({ context, input: { id, back } }) => {
    if (back.name && !back.name.to.trim()) throw new Problem('bad-input', { field: 'name' })
    const kept = takeBackContact(context.app.engine.deps, context.user.id, id, {
      ...back,
      ...listsOf(context, id, back),
    })
    if (kept === null) throw new Problem('not-found')
    return { kept }
  }),

  unbound: ours.unbound.handler(({ context, input }) => {
    const email = normaliseAddress(input.email)
    if (addressProblem(email)) throw new Problem('address-malformed', { field: 'email' })
    return { letters: unclaimedLetters(context.app.store.reader, readable(context), email) }
  }),

  bindReleased: ours.bindReleased.handler(({ context, input }) => {
    const card = cardOf(context, input.id)
    // What others own is bound too, but only what the caller reads is counted for him.
    const letters = releasedLetters(context.app.store.reader, readable(context), card.emails)
    bindReleased(context.app.engine.deps, context.user.id, input.id)
    return { letters }
  }),

  remove: ours.remove.handler(({ context, input }) => {
    const act = removeContact(context.app.engine.deps, context.user.id, input.id)
    if (act === null) throw new Problem('not-found')
    return { act }
  }),

  merge: ours.merge.handler(({ context, input }) => {
    const { name, position, note, company } = input.keep
    const keep = {
      ...(name === undefined ? {} : { name }),
      ...(position === undefined ? {} : { position }),
      ...(note === undefined ? {} : { note }),
      ...(company === undefined ? {} : { company: companyOf(company) }),
    }
    const others = [...new Set(input.others)]
    const acts = mergeContacts(context.app.engine.deps, context.user.id, input.id, others, keep)
    if (acts === null) throw new Problem('not-found')
    return { card: cardOf(context, input.id), acts }
  }),

  undo: ours.undo.handler(({ context, input }) => {
    const done = undoAct(context.app.engine.deps, context.user.id, input.act)
    if (done === null) throw new Problem('act-over')
    return done
  }),

  pairs: ours.pairs.handler(({ context, input }) => {
    const { reader } = context.app.store
    const items = openPairs(reader, input.limit).map(({ a, b, because }) => ({
      a: cardOf(context, a),
      b: cardOf(context, b),
      because,
    }))
    return { total: openPairsCount(reader), items }
  }),

  judgePair: ours.judgePair.handler(({ context, input }) => {
    const { app, user } = context
    const at = input.same ? null : app.clock.now()
    const isThere = app.store.write((tx) => judgePair(tx, input.a, input.b, input.same ? null : user.id, at))
    if (!isThere) throw new Problem('not-found')
    return {}
  }),
}

function known({ app }: Caller, id: ContactId): void {
  if (!contactShown(app.store.reader, [], id)) throw new Problem('not-found')
}

function listsOf({ app }: Caller, id: ContactId, raw: { emails?: ListChange; phones?: ListChange }) {
  const fields = contactFields(app.store.reader, id)
  if (!fields) throw new Problem('not-found')
  const emails = raw.emails && emailChange(raw.emails)
  const phones = raw.phones && phoneChange(raw.phones)
  if (emails) roomFor(fields.emails, emails, 'emails', MOST_EMAILS)
  if (phones) roomFor(fields.phones, phones, 'phones', MOST_PHONES)
  return { ...(emails && { emails }), ...(phones && { phones }) }
}

function cardOf(caller: Caller, id: ContactId) {
  known(caller, id)
  return contactCard(caller.app.store.reader, readable(caller), id, { name: '', email: '' })
}

function pageOf(caller: Caller, id: ContactId): ContactPage | null {
  const { reader } = caller.app.store
  const mailboxes = readable(caller)
  const card = contactCard(reader, mailboxes, id, { name: '', email: '' })
  if (card.id === null) return null
  const { name, position, phones, emails, note, company } = card
  return {
    is: 'here',
    id,
    name,
    position,
    phones,
    emails,
    note,
    company: company && { ...company, contacts: peopleCount(reader, company.id) },
    createdAt: card.createdAt ?? 0,
    counts: cardCounts(reader, mailboxes, [id]),
    state: mailOf(reader, mailboxes, id).state,
    released: releasedLetters(reader, mailboxes, emails),
    lookalikes: lookalikesOf(reader, id).flatMap(({ id: other, because }) => {
      const contact = contactShown(reader, mailboxes, other)
      return contact ? [{ contact, because }] : []
    }),
  }
}

function goneCard({ app }: Caller, id: ContactId): GoneCard {
  const went = whereContactWent(app.store.reader, id)
  if (!went) throw new Problem('not-found')
  if (went.what === 'merged' && went.contactId !== null) return { is: 'merged', into: went.contactId }
  return { is: 'deleted', name: went.name, at: went.at, act: canUndo(went, app.clock.now()) ? went.id : null }
}

function contactPlace(list: string, cursor: string | undefined): ContactPlace | null {
  if (!cursor) return null
  try {
    const [named, part, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const isKey = typeof key === 'string' || Number.isFinite(key)
    if (named === list && (part === 0 || part === 1 || part === 2) && isKey && Number.isSafeInteger(id))
      return { part, key, id }
  } catch {
    // Said below, as for any other cursor that is none.
  }
  throw new Problem('cursor-malformed', { field: 'cursor' })
}
