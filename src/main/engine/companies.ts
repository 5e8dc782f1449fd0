import type { CardActId, CompanyId, ContactId, UserId } from '../../shared/model/ids.ts'
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

export function updateCompany(
  { store, ports }: Deps,
  user: UserId,
  id: CompanyId,
  change: Partial<CompanyFields>,
): CompanyId | null {
  const now = ports.clock.now()
  return store.write((tx) => {
    const before = companyFields(tx, id)
    if (!before) return null
    update(tx, id, { ...before, ...change }, now)
    // People are found and sorted by the name of their company.
    if (change.name !== undefined && change.name !== before.name)
      for (const person of peopleOf(tx, id, EVERYBODY)) refreshKeys(tx, person)
    record(tx, now, { type: 'company.changed', userId: user })
    return id
  })
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
