import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { fold } from '../../shared/text/fold.ts'
import { saveContact } from '../engine/contacts.ts'
import { companiesList, contactCard, contactShown, contactsPage } from '../store/contacts.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { readable } from './reading.ts'

const { contacts: ours } = procedures

export const contacts = {
  list: ours.list.handler(({ context, input }) => {
    const words = fold(input.q ?? '')
      .split(' ')
      .filter(Boolean)
    const after = contactPlace(input.cursor)
    const { items, last } = contactsPage(context.app.store.reader, readable(context), {
      words,
      limit: input.limit,
      after,
    })
    return { items, next: last && Buffer.from(JSON.stringify([last.folded, last.id])).toString('base64url') }
  }),
  get: ours.get.handler(({ context, input }) => cardOf(context, input.id)),
  save: ours.save.handler(({ context, input }) => {
    const { app, user } = context
    if (input.id !== undefined) cardOf(context, input.id)
    const emails = input.emails.map((raw, n) => {
      const email = normaliseAddress(raw)
      if (addressProblem(email)) throw new Problem('address-malformed', { field: `emails.${n}` })
      return email
    })
    const company = input.company === null || !fold(input.company) ? null : input.company
    return cardOf(
      context,
      saveContact(app.engine.deps, user.id, input.id ?? null, { ...input, company, emails: [...new Set(emails)] }),
    )
  }),
  companies: ours.companies.handler(({ context }) => companiesList(context.app.store.reader)),
}

function cardOf(caller: Caller, id: Parameters<typeof contactShown>[2]) {
  const { reader } = caller.app.store
  if (!contactShown(reader, [], id)) throw new Problem('not-found')
  return contactCard(reader, readable(caller), id, { name: '', email: '' })
}

function contactPlace(cursor: string | undefined): { folded: string; id: number } | null {
  if (!cursor) return null
  try {
    const [folded, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (typeof folded === 'string' && Number.isSafeInteger(id)) return { folded, id }
  } catch {
    // Said below, as for any other cursor that is none.
  }
  throw new Problem('cursor-malformed', { field: 'cursor' })
}
