import type { CompanyBack, ListChange } from '../../shared/model/card.ts'
import type { CardActId, CompanyId, ContactId, UserId } from '../../shared/model/ids.ts'
import { backOf, changeList, TakingBack } from '../domain/card-change.ts'
import { addAct } from '../store/card-acts.ts'
import {
  addCompany,
  type CompanyFields,
  companyFields,
  dropCompany,
  peopleOf,
  updateCompany as update,
} from '../store/companies.ts'
import { refreshKeys } from '../store/contact-write.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import type { Deps } from './deps.ts'

export interface CompanySnapshot extends CompanyFields {
  createdAt: number
  people: ContactId[]
}

const EVERYBODY = 1_000_000

/** Names and domains were checked by the caller. */
export function createCompany({ store, ports }: Deps, user: UserId, fields: CompanyFields): CompanyId {
  const now = ports.clock.now()
  return store.write((tx) => {
    const id = addCompany(tx, fields.name, now)
    update(tx, id, fields, now)
    addAct(tx, now, { what: 'created', companyId: id, userId: user })
    record(tx, now, { type: 'company.created', userId: user })
    return id
  })
}

/** Changes what is given, domains in the list as it stands now, and answers what takes it back. */
export function updateCompany(
  { store, ports }: Deps,
  user: UserId,
  id: CompanyId,
  change: Partial<Omit<CompanyFields, 'domains'>> & { domains?: ListChange },
): CompanyBack | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    const before = companyFields(tx, id)
    if (!before) return null
    const domains = changeList(before.domains, change.domains ?? {})
    const after = write(tx, user, id, before, { ...before, ...change, domains: domains?.list ?? before.domains }, now)
    return {
      name: backOf(before.name, after.name),
      note: backOf(before.note, after.note),
      domains: domains?.back,
    }
  })
}

/** The fields that were changed since, and so stay. Null where there is no such company. */
export function takeBackCompany(
  { store, ports }: Deps,
  user: UserId,
  id: CompanyId,
  back: CompanyBack,
): (keyof CompanyBack)[] | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    const before = companyFields(tx, id)
    if (!before) return null
    const taking = new TakingBack<keyof CompanyBack>()
    const fields = {
      name: taking.value('name', before.name, back.name),
      note: taking.value('note', before.note, back.note),
      domains: taking.list('domains', before.domains, back.domains),
    }
    write(tx, user, id, before, fields, now)
    return taking.kept
  })
}

function write(
  tx: Writer,
  user: UserId,
  id: CompanyId,
  before: CompanyFields,
  fields: CompanyFields,
  now: number,
): CompanyFields {
  update(tx, id, fields, now)
  // People are found and sorted by the name of their company.
  if (fields.name !== before.name) for (const person of peopleOf(tx, id, EVERYBODY)) refreshKeys(tx, person)
  record(tx, now, { type: 'company.changed', userId: user })
  return companyFields(tx, id) ?? fields
}

/** Its people stay, without a company; their letters are theirs. */
export function removeCompany({ store, ports }: Deps, user: UserId, id: CompanyId): CardActId | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    const fields = companyFields(tx, id)
    if (!fields) return null
    const people = peopleOf(tx, id, EVERYBODY)
    const snapshot: CompanySnapshot = { ...fields, people }
    const act = addAct(tx, now, { what: 'company-deleted', companyId: id, userId: user, name: fields.name, snapshot })
    dropCompany(tx, id)
    for (const person of people) refreshKeys(tx, person)
    record(tx, now, { type: 'company.deleted', userId: user })
    note(tx, now, { what: 'company.deleted', tone: 'info', userId: user, params: { company: id } })
    return act
  })
}
