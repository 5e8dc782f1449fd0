import { z } from 'zod'
import {
  ContactBack,
  ContactOrder,
  ContactPage,
  EmailChange,
  FeedItem,
  FeedKind,
  GoneCard,
  PairReason,
  PhoneChange,
} from '../model/card.ts'
import { Contact, ContactCard } from '../model/conversation.ts'
import { CardActId, CompanyId, ContactId } from '../model/ids.ts'
import { procedure } from './base.ts'

/** On one card. */
export const MOST_EMAILS = 50
export const MOST_PHONES = 20

const Name = z.string().trim().min(1).max(255)
const Fields = {
  position: z.string().max(255),
  phones: z.array(z.string().max(100)).max(MOST_PHONES),
  note: z.string().max(10_000),
  /** By its name; a new one is made. Null takes the contact out of his company. */
  company: z.string().max(255).nullable(),
  /** The main one first. */
  emails: z.array(z.string().max(400)).max(MOST_EMAILS),
}
const Feed = {
  kind: FeedKind.default('all'),
  q: z.string().max(500).optional(),
  limit: z.number().int().min(1).max(100).default(30),
  /** The page above: what is older. */
  cursor: z.string().optional(),
}
/** Oldest first, as it is read; `next` leads to what is older. */
export const FeedPage = z.object({
  items: z.array(FeedItem),
  next: z.string().nullable(),
  /** As written: `before:` and `after:` with something that is no date. */
  badDates: z.array(z.string()),
})
export type FeedPage = z.infer<typeof FeedPage>
export const feedInput = Feed

export const contacts = {
  list: procedure('contacts')
    .route({ method: 'GET', path: '/contacts' })
    .input(
      z.object({
        q: z.string().max(500).optional(),
        order: ContactOrder.default('name'),
        desc: z.boolean().default(false),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ items: z.array(Contact), next: z.string().nullable() })),
  counts: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/counts' })
    .input(z.object({}).optional())
    .output(z.object({ contacts: z.number().int(), companies: z.number().int(), pairs: z.number().int() })),
  get: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/{id}' })
    .input(z.object({ id: ContactId }))
    .output(ContactCard),
  page: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/{id}/page' })
    .input(z.object({ id: ContactId }))
    .output(z.union([ContactPage, GoneCard])),
  feed: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/{id}/feed' })
    .input(z.object({ id: ContactId, ...Feed }))
    .output(FeedPage),
  /** Asks first where somebody has the same address or phone: `anyway` makes the card all the same. */
  create: procedure('contacts')
    .route({ method: 'POST', path: '/contacts' })
    .input(
      z.object({
        name: Name,
        position: Fields.position.default(''),
        phones: Fields.phones.default([]),
        note: Fields.note.default(''),
        company: Fields.company.default(null),
        emails: Fields.emails.default([]),
        anyway: z.boolean().default(false),
      }),
    )
    .output(
      z.discriminatedUnion('is', [
        z.object({ is: z.literal('created'), card: ContactCard }),
        z.object({
          is: z.literal('exists'),
          matches: z.array(z.object({ contact: Contact, because: PairReason })),
        }),
      ]),
    ),
  /** Addresses and phones change entry by entry, in the list as it stands then; `back` is what `takeBack` takes. */
  update: procedure('contacts')
    .route({ method: 'PATCH', path: '/contacts/{id}' })
    .input(
      z.object({
        id: ContactId,
        name: Name.optional(),
        position: Fields.position.optional(),
        phones: PhoneChange.optional(),
        note: Fields.note.optional(),
        company: Fields.company.optional(),
        emails: EmailChange.optional(),
      }),
    )
    .output(ContactCard.extend({ back: ContactBack })),
  /** Takes one change back and nothing else; `kept` are the fields that were changed since, and stay as they are. */
  takeBack: procedure('contacts')
    .route({ method: 'POST', path: '/contacts/{id}/back' })
    .input(z.object({ id: ContactId, back: ContactBack }))
    .output(z.object({ kept: z.array(ContactBack.keyof()) })),
  /** How many letters without a card the address has, of those that the caller may read. */
  unbound: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/unbound' })
    .input(z.object({ email: z.string().max(400) }))
    .output(z.object({ letters: z.number().int() })),
  /** Binds letters that lost their card when it was deleted. */
  bindReleased: procedure('contacts')
    .route({ method: 'POST', path: '/contacts/{id}/bind' })
    .input(z.object({ id: ContactId }))
    .output(z.object({ letters: z.number().int() })),
  remove: procedure('contacts')
    .route({ method: 'DELETE', path: '/contacts/{id}' })
    .input(z.object({ id: ContactId }))
    .output(z.object({ act: CardActId })),
  /** The survivor takes addresses, phones and letters of the others; `keep` are the values chosen where they differ. */
  merge: procedure('contacts')
    .route({ method: 'POST', path: '/contacts/{id}/merge' })
    .input(
      z.object({
        id: ContactId,
        others: z.array(ContactId).min(1).max(2),
        keep: z
          .object({
            name: Name.optional(),
            position: Fields.position.optional(),
            note: Fields.note.optional(),
            company: Fields.company.optional(),
          })
          .default({}),
      }),
    )
    .output(z.object({ card: ContactCard, acts: z.array(CardActId) })),
  /** Takes a merge or a deletion back, for 30 days. */
  undo: procedure('contacts')
    .route({ method: 'POST', path: '/contacts/acts/{act}/undo' })
    .input(z.object({ act: CardActId }))
    .output(z.object({ contact: ContactId.nullable(), company: CompanyId.nullable() })),
  pairs: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/pairs' })
    .input(z.object({ limit: z.number().int().min(1).max(100).default(30) }))
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(z.object({ a: ContactCard, b: ContactCard, because: PairReason })),
      }),
    ),
  /** "Not the same" is remembered; `same` takes that back. */
  judgePair: procedure('contacts')
    .route({ method: 'POST', path: '/contacts/pairs' })
    .input(z.object({ a: ContactId, b: ContactId, same: z.boolean() }))
    .output(z.object({})),
}
