// What people type into cards, brought into the form in which it is kept, or refused by name.
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { fold } from '../../shared/text/fold.ts'
import { phoneProblem } from '../../shared/text/phones.ts'
import { isFreeMail } from '../domain/organisation.ts'
import { Problem } from './problems.ts'

export function emailsOf(raw: readonly string[]): string[] {
  const emails = raw.map((one, n) => {
    const email = normaliseAddress(one)
    const problem = addressProblem(email)
    if (problem) throw new Problem('address-malformed', { field: `emails.${n}`, params: { why: problem } })
    return email
  })
  return [...new Set(emails)]
}

export function phonesOf(raw: readonly string[]): string[] {
  const phones = raw.map((one, n) => {
    const phone = one.replace(/\s+/g, ' ').trim()
    const problem = phoneProblem(phone)
    if (problem) throw new Problem('phone-malformed', { field: `phones.${n}`, params: { why: problem } })
    return phone
  })
  return [...new Set(phones)]
}

/** A name without a word in it is no company. */
export const companyOf = (raw: string | null): string | null => (raw === null || !fold(raw) ? null : raw.trim())

/** Domains as people write them: with @, with https://, with www. */
export function domainsOf(raw: readonly string[]): string[] {
  const domains = raw.map((one, n) => {
    const domain = domainOf(one)
    const field = `domains.${n}`
    if (addressProblem(`x@${domain}`)) throw new Problem('domain-malformed', { field, params: { domain: one } })
    if (isFreeMail(domain)) throw new Problem('domain-of-everybody', { field, params: { domain } })
    return domain
  })
  return [...new Set(domains)]
}

function domainOf(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/^www\./i, '')
  return normaliseAddress(`x@${bare}`).slice(2)
}
