import { z } from 'zod'
import { Contact, ContactCard } from '../model/conversation.ts'
import { CompanyId, ContactId } from '../model/ids.ts'
import { procedure } from './base.ts'

export const contacts = {
  list: procedure('contacts')
    .route({ method: 'GET', path: '/contacts' })
    .input(
      z.object({
        q: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ items: z.array(Contact), next: z.string().nullable() })),
  get: procedure('contacts')
    .route({ method: 'GET', path: '/contacts/{id}' })
    .input(z.object({ id: ContactId }))
    .output(ContactCard),
  save: procedure('contacts')
    .route({ method: 'POST', path: '/contacts' })
    .input(
      z.object({
        id: ContactId.optional(),
        name: z.string().trim().min(1).max(255),
        position: z.string().max(255).default(''),
        phone: z.string().max(64).default(''),
        note: z.string().max(10_000).default(''),
        company: z.string().max(255).nullable().default(null),
        emails: z.array(z.string()).max(50),
      }),
    )
    .output(ContactCard),
  companies: procedure('contacts')
    .route({ method: 'GET', path: '/companies' })
    .input(z.object({}).optional())
    .output(z.array(z.object({ id: CompanyId, name: z.string(), contacts: z.number() }))),
}
