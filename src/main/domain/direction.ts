import { areColleagues } from './organisation.ts'

/** Addresses of a letter, normalised. */
export interface Participants {
  from: string
  to: readonly string[]
  cc: readonly string[]
  bcc: readonly string[]
  /** Only read where From is our own address, as in letters of a site's form. */
  replyTo?: string
}

/** A letter as seen from one mailbox; the fields are those of `ThreadLetter`. */
export interface Standpoint {
  direction: 'in' | 'out'
  from: string
  clients: string[]
  outside: string[]
  hidden: string[]
}

/**
 * Which way a letter goes and who the other side is. `own` holds every address of the installation (users and mailboxes);
 * none of them is ever a client. `isSent`: it lies in the Sent folder, so we wrote it under an address not known as ours, unless
 * it went to this mailbox and to nobody else: then somebody has moved it there.
 */
export function standpoint(
  people: Participants,
  mailboxAddress: string,
  own: ReadonlySet<string>,
  isSent = false,
): Standpoint {
  const { from, replyTo = '' } = people
  const isOwn = (email: string) => email === mailboxAddress || own.has(email)
  const others = (list: readonly string[]) => [...new Set(list)].filter((email) => email !== '' && !isOwn(email))
  const to = others(people.to)
  const cc = others(people.cc)
  const bcc = others(people.bcc)
  const isNamed = [...people.to, ...people.cc].includes(mailboxAddress)

  // A site's form writes as the office to the office, and names the client in Reply-To.
  const isToUsAlone = isNamed && to.length + cc.length + bcc.length === 0
  const isForm = isOwn(from) && !isSent && isToUsAlone && replyTo !== '' && !isOwn(replyTo)
  if (isForm) return { direction: 'in', from, clients: [replyTo], outside: [replyTo], hidden: [] }

  if (from === mailboxAddress || (isSent && from !== '' && !isToUsAlone) || (isOwn(from) && !isNamed)) {
    const clients = to.length > 0 ? to : cc.length > 0 ? cc : bcc
    const outside = others([...to, ...cc])
    return {
      direction: 'out',
      from,
      clients,
      outside,
      hidden: bcc.filter((email) => !clients.includes(email) && !outside.includes(email)),
    }
  }

  // A colleague's letter to a client that reached us as a blind copy belongs to that client.
  const isBlindCopy = !isNamed && areColleagues(from, mailboxAddress)
  const theirs = isBlindCopy ? [...to, ...cc].filter((email) => !areColleagues(email, mailboxAddress)) : []
  const client = theirs[0] ?? others([from])[0]
  return {
    direction: 'in',
    from,
    clients: client === undefined ? [] : [client],
    outside: others([from, ...to, ...cc]),
    hidden: [],
  }
}
