import { z } from 'zod'
import { Contact, ConversationState, Person } from './conversation.ts'
import { CardActId, CompanyId, ContactId, ConversationId, MessageId, Time } from './ids.ts'

/** Sorted by what a column of the table shows. */
export const ContactOrder = z.enum(['name', 'position', 'company', 'email', 'phone', 'state', 'last'])
export type ContactOrder = z.infer<typeof ContactOrder>

export const PairReason = z.enum(['email', 'phone', 'name'])
export type PairReason = z.infer<typeof PairReason>

export const CardCounts = z.object({
  all: z.number().int(),
  in: z.number().int(),
  out: z.number().int(),
  /** Null where there are too many letters to look into each. */
  files: z.number().int().nullable(),
})
export type CardCounts = z.infer<typeof CardCounts>

const Shared = z.object({
  counts: CardCounts,
  createdAt: Time,
})

/** Everything of a contact's page but its feed. */
export const ContactPage = Shared.extend({
  is: z.literal('here'),
  id: ContactId,
  name: z.string(),
  position: z.string(),
  phones: z.array(z.string()),
  /** The main one first. */
  emails: z.array(z.string()),
  note: z.string(),
  company: z.object({ id: CompanyId, name: z.string(), contacts: z.number().int() }).nullable(),
  state: ConversationState.nullable(),
  /** Letters of his addresses that lost their card when it was deleted; bound again only on request. */
  released: z.number().int(),
  lookalikes: z.array(z.object({ contact: Contact, because: PairReason })),
})
export type ContactPage = z.infer<typeof ContactPage>

// One entry of a list: `to` comes, `from` goes; with both, `to` stands where `from` stood. The others stay as they are.
const listChange = (length: number) =>
  z
    .strictObject({
      from: z.string().max(length).optional(),
      to: z.string().max(length).optional(),
      /** Where `to` stands: behind the last of these that is there, with an empty list first; else at the end. */
      behind: z.array(z.string().max(length)).max(50).optional(),
    })
    // A whole list, as it may come over REST, must not pass for a change of nothing.
    .refine(({ from, to }) => from !== undefined || to !== undefined)
export const EmailChange = listChange(400)
export const PhoneChange = listChange(100)
export const DomainChange = listChange(260)
export type ListChange = z.infer<typeof EmailChange>

const singleBack = z.object({ from: z.string(), to: z.string() })

/** What takes a change of a card back, of each field that the change touched: from what it was made, to what it was. */
export const ContactBack = z.object({
  name: singleBack.optional(),
  position: singleBack.optional(),
  note: singleBack.optional(),
  company: z.object({ from: z.string().nullable(), to: z.string().nullable() }).optional(),
  emails: EmailChange.optional(),
  phones: PhoneChange.optional(),
})
export type ContactBack = z.infer<typeof ContactBack>

export const CompanyBack = z.object({
  name: singleBack.optional(),
  note: singleBack.optional(),
  domains: DomainChange.optional(),
})
export type CompanyBack = z.infer<typeof CompanyBack>

/** A card that is not there any more, and the way back while there is one. */
export const GoneCard = z.discriminatedUnion('is', [
  z.object({ is: z.literal('merged'), into: ContactId }),
  z.object({ is: z.literal('deleted'), name: z.string(), at: Time, act: CardActId.nullable() }),
])
export type GoneCard = z.infer<typeof GoneCard>

export const CompanyPage = Shared.extend({
  is: z.literal('here'),
  id: CompanyId,
  name: z.string(),
  note: z.string(),
  domains: z.array(z.string()),
  /** At most 200, those who wrote last first. */
  people: z.array(Contact),
  peopleCount: z.number().int(),
})
export type CompanyPage = z.infer<typeof CompanyPage>

export const CompanyRow = z.object({
  id: CompanyId,
  name: z.string(),
  domains: z.array(z.string()),
  contacts: z.number().int(),
  lastLetterAt: Time.nullable(),
  state: ConversationState.nullable(),
})
export type CompanyRow = z.infer<typeof CompanyRow>

export const FeedKind = z.enum(['all', 'in', 'out', 'files'])
export type FeedKind = z.infer<typeof FeedKind>

export const FeedLetter = z.object({
  is: z.literal('letter'),
  messageId: MessageId,
  conversationId: ConversationId,
  number: z.number().int(),
  at: Time,
  direction: z.enum(['in', 'out']),
  from: Person,
  /** The other side: who wrote, or whom we wrote to. */
  client: Person,
  subject: z.string(),
  snippet: z.string(),
  state: ConversationState,
  isNewest: z.boolean(),
  files: z.array(z.object({ n: z.number().int(), name: z.string(), size: z.number().int() })),
  /** Whose card it stands on; another one where two cards share an address. */
  contact: z.object({ id: ContactId, name: z.string() }),
})
export type FeedLetter = z.infer<typeof FeedLetter>

export const CardActKind = z.enum(['created', 'joined', 'merged', 'deleted', 'company-deleted'])
export type CardActKind = z.infer<typeof CardActKind>

export const FeedAct = z.object({
  is: z.literal('act'),
  id: CardActId,
  at: Time,
  what: CardActKind,
  user: z.string(),
  /** Of the card that went, or the domain that led to the company. */
  name: z.string(),
  contact: z.object({ id: ContactId, name: z.string() }).nullable(),
  company: z.object({ id: CompanyId, name: z.string() }).nullable(),
  canUndo: z.boolean(),
})
export type FeedAct = z.infer<typeof FeedAct>

export const FeedItem = z.discriminatedUnion('is', [FeedLetter, FeedAct])
export type FeedItem = z.infer<typeof FeedItem>
