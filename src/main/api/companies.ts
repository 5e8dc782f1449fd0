import { MOST_DOMAINS } from '../../shared/api/companies.ts'
import type { ListChange } from '../../shared/model/card.ts'
import type { CompanyId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { createCompany, removeCompany, takeBackCompany, updateCompany } from '../engine/companies.ts'
import { canUndo, whereCompanyWent } from '../store/card-acts.ts'
import {
  type CompanyPlace,
  companiesPage,
  companyByName,
  companyFields,
  companyRow,
  ownerOfDomain,
  peopleCount,
  peopleOf,
} from '../store/companies.ts'
import { cardCounts } from '../store/contact-feed.ts'
import { contactShown } from '../store/contacts.ts'
import { domainChange, domainsOf, roomFor } from './card-input.ts'
import type { Caller } from './context.ts'
import { feedPage } from './feed.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { readable } from './reading.ts'

const { companies: ours } = procedures

const SHOWN_PEOPLE = 200

export const companies = {
  list: ours.list.handler(({ context, input }) => {
    const { reader } = context.app.store
    const words = fold(input.q ?? '')
      .split(' ')
      .filter(Boolean)
    const list = `companies ${context.user.locale} ${input.desc} ${words.join(' ')}`
    const after = companyPlace(list, input.cursor)
    const { ids, last } = companiesPage(reader, {
      ...{ words, desc: input.desc, limit: input.limit, after },
      isCyrillicFirst: context.user.locale === 'ru',
    })
    return {
      items: ids.flatMap((id) => companyRow(reader, readable(context), id) ?? []),
      next: last && Buffer.from(JSON.stringify([list, last.key, last.id])).toString('base64url'),
    }
  }),

  get: ours.get.handler(({ context, input }) => {
    const { app } = context
    const { reader } = app.store
    const fields = companyFields(reader, input.id)
    if (!fields) {
      const went = whereCompanyWent(reader, input.id)
      if (!went) throw new Problem('not-found')
      const act = canUndo(went, app.clock.now()) ? went.id : null
      return { is: 'deleted' as const, name: went.name, at: went.at, act }
    }
    const mailboxes = readable(context)
    const people = peopleOf(reader, input.id, SHOWN_PEOPLE)
    return {
      is: 'here' as const,
      id: input.id,
      name: fields.name,
      note: fields.note,
      domains: [...fields.domains],
      createdAt: fields.createdAt,
      counts: cardCounts(reader, mailboxes, people),
      people: people
        .flatMap((id) => contactShown(reader, mailboxes, id) ?? [])
        .sort((a, b) => (b.lastLetterAt ?? 0) - (a.lastLetterAt ?? 0)),
      peopleCount: peopleCount(reader, input.id),
    }
  }),

  feed: ours.feed.handler(({ context, input }) => {
    known(context, input.id)
    const people = peopleOf(context.app.store.reader, input.id, SHOWN_PEOPLE)
    if (input.contact === undefined) return feedPage(context, { contacts: people, acts: { company: input.id } }, input)
    if (!people.includes(input.contact)) throw new Problem('not-found')
    return feedPage(context, { contacts: [input.contact], acts: { contacts: [input.contact] } }, input)
  }),

  create: ours.create.handler(({ context, input }) => {
    const { app, user } = context
    free(context, input.name, null)
    const domains = domainsOf(input.domains)
    for (const [n, domain] of domains.entries()) unowned(context, domain, null, `domains.${n}`)
    return { id: createCompany(app.engine.deps, user.id, { name: input.name, note: input.note, domains }) }
  }),

  update: ours.update.handler(({ context, input }) => {
    const { id, name, note, domains } = input
    known(context, id)
    if (name !== undefined) free(context, name, id)
    const back = updateCompany(context.app.engine.deps, context.user.id, id, {
      ...(name === undefined ? {} : { name }),
      ...(note === undefined ? {} : { note }),
      ...(domains && { domains: ownDomains(context, domains, id) }),
    })
    if (back === null) throw new Problem('not-found')
    return { id, back }
  }),

  takeBack: ours.takeBack.handler(({ context, input: { id, back } }) => {
    known(context, id)
    if (back.name) free(context, back.name.to, id)
    const kept = takeBackCompany(context.app.engine.deps, context.user.id, id, {
      ...back,
      ...(back.domains && { domains: ownDomains(context, back.domains, id) }),
    })
    if (kept === null) throw new Problem('not-found')
    return { kept }
  }),

  remove: ours.remove.handler(({ context, input }) => {
    const act = removeCompany(context.app.engine.deps, context.user.id, input.id)
    if (act === null) throw new Problem('not-found')
    return { act }
  }),
}

function known({ app }: Caller, id: CompanyId): void {
  if (!companyFields(app.store.reader, id)) throw new Problem('not-found')
}

function free({ app }: Caller, name: string, id: CompanyId | null): void {
  if (!fold(name)) throw new Problem('bad-input', { field: 'name' })
  const owner = companyByName(app.store.reader, name)
  if (owner !== null && owner !== id) throw new Problem('company-exists', { field: 'name', params: { company: owner } })
}

function ownDomains(caller: Caller, raw: ListChange, id: CompanyId): ListChange {
  const change = domainChange(raw)
  if (change.to !== undefined) unowned(caller, change.to, id, 'domains.to')
  roomFor(companyFields(caller.app.store.reader, id)?.domains ?? [], change, 'domains', MOST_DOMAINS)
  return change
}

function unowned({ app }: Caller, domain: string, id: CompanyId | null, field: string): void {
  const owner = ownerOfDomain(app.store.reader, domain)
  if (owner !== null && owner.id !== id)
    throw new Problem('domain-taken', { field, params: { domain, company: owner.name } })
}

function companyPlace(list: string, cursor: string | undefined): CompanyPlace | null {
  if (!cursor) return null
  try {
    const [named, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (named === list && typeof key === 'string' && Number.isSafeInteger(id)) return { key, id }
  } catch {
    // Said below, as for any other cursor that is none.
  }
  throw new Problem('cursor-malformed', { field: 'cursor' })
}
