// What people type into cards, brought into the form in which it is kept, or refused by name.
import type { ListChange } from '../../shared/model/card.ts'
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { fold } from '../../shared/text/fold.ts'
import { phoneProblem } from '../../shared/text/phones.ts'
import { changeList } from '../domain/card-change.ts'
import { isFreeMail } from '../domain/organisation.ts'
import { Problem } from './problems.ts'

interface Entry {
  /** In the form in which it is kept. */
  form: (raw: string) => string
  /** The same, or refused. */
  read: (raw: string, field: string) => string
}

const spaced = (raw: string) => raw.replace(/\s+/g, ' ').trim()
const email: Entry = { form: normaliseAddress, read: emailOf }
const phone: Entry = { form: spaced, read: phoneOf }
const domain: Entry = { form: domainOf, read: companyDomainOf }

export const emailsOf = (raw: readonly string[]): string[] => listOf(raw, 'emails', email)
export const phonesOf = (raw: readonly string[]): string[] => listOf(raw, 'phones', phone)
export const domainsOf = (raw: readonly string[]): string[] => listOf(raw, 'domains', domain)

export const emailChange = (raw: ListChange): ListChange => changeOf(raw, 'emails', email)
export const phoneChange = (raw: ListChange): ListChange => changeOf(raw, 'phones', phone)
export const domainChange = (raw: ListChange): ListChange => changeOf(raw, 'domains', domain)

function listOf(raw: readonly string[], field: string, { read }: Entry): string[] {
  return [...new Set(raw.map((one, n) => read(one, `${field}.${n}`)))]
}

// What goes or stands before is only looked for: there nothing can be malformed.
function changeOf({ from, to, behind }: ListChange, field: string, { form, read }: Entry): ListChange {
  return {
    ...(from === undefined ? {} : { from: form(from) }),
    ...(to === undefined ? {} : { to: read(to, `${field}.to`) }),
    ...(behind === undefined ? {} : { behind: behind.map(form) }),
  }
}

/** Refuses an entry for which the card has no room. */
export function roomFor(list: readonly string[], change: ListChange, field: string, most: number): void {
  if ((changeList(list, change)?.list.length ?? 0) > Math.max(most, list.length))
    throw new Problem('bad-input', { field })
}

function emailOf(raw: string, field: string): string {
  const normal = normaliseAddress(raw)
  const problem = addressProblem(normal)
  if (problem) throw new Problem('address-malformed', { field, params: { why: problem } })
  return normal
}

function phoneOf(raw: string, field: string): string {
  const problem = phoneProblem(spaced(raw))
  if (problem) throw new Problem('phone-malformed', { field, params: { why: problem } })
  return spaced(raw)
}

/** A name without a word in it is no company. */
export const companyOf = (raw: string | null): string | null => (raw === null || !fold(raw) ? null : raw.trim())

function companyDomainOf(raw: string, field: string): string {
  const own = domainOf(raw)
  if (addressProblem(`x@${own}`)) throw new Problem('domain-malformed', { field, params: { domain: raw } })
  if (isFreeMail(own)) throw new Problem('domain-of-everybody', { field, params: { domain: own } })
  return own
}

/** Domains as people write them: with @, with https://, with www. */
function domainOf(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/^www\./i, '')
  return normaliseAddress(`x@${bare}`).slice(2)
}
