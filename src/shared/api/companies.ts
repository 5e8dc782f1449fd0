import { z } from 'zod'
import { CompanyBack, CompanyPage, CompanyRow, DomainChange } from '../model/card.ts'
import { CardActId, CompanyId, ContactId } from '../model/ids.ts'
import { procedure } from './base.ts'
import { FeedPage, feedInput } from './contacts.ts'

export const MOST_DOMAINS = 50

const Name = z.string().trim().min(1).max(255)
const Domains = z.array(z.string().max(260)).max(MOST_DOMAINS)

export const companies = {
  list: procedure('contacts')
    .route({ method: 'GET', path: '/companies' })
    .input(
      z.object({
        q: z.string().max(500).optional(),
        desc: z.boolean().default(false),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ items: z.array(CompanyRow), next: z.string().nullable() })),
  get: procedure('contacts')
    .route({ method: 'GET', path: '/companies/{id}' })
    .input(z.object({ id: CompanyId }))
    .output(
      z.union([
        CompanyPage,
        z.object({ is: z.literal('deleted'), name: z.string(), at: z.number(), act: CardActId.nullable() }),
      ]),
    ),
  /** Of all its people, or of one of them. */
  feed: procedure('contacts')
    .route({ method: 'GET', path: '/companies/{id}/feed' })
    .input(z.object({ id: CompanyId, contact: ContactId.optional(), ...feedInput }))
    .output(FeedPage),
  create: procedure('contacts')
    .route({ method: 'POST', path: '/companies' })
    .input(z.object({ name: Name, note: z.string().max(10_000).default(''), domains: Domains.default([]) }))
    .output(z.object({ id: CompanyId })),
  /** Domains change one by one, as the entries of a contact do. */
  update: procedure('contacts')
    .route({ method: 'PATCH', path: '/companies/{id}' })
    .input(
      z.object({
        id: CompanyId,
        name: Name.optional(),
        note: z.string().max(10_000).optional(),
        domains: DomainChange.optional(),
      }),
    )
    .output(z.object({ id: CompanyId, back: CompanyBack })),
  /** As for a contact. */
  takeBack: procedure('contacts')
    .route({ method: 'POST', path: '/companies/{id}/back' })
    .input(z.object({ id: CompanyId, back: CompanyBack }))
    .output(z.object({ kept: z.array(CompanyBack.keyof()) })),
  remove: procedure('contacts')
    .route({ method: 'DELETE', path: '/companies/{id}' })
    .input(z.object({ id: CompanyId }))
    .output(z.object({ act: CardActId })),
}
