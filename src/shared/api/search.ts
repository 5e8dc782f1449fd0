import { z } from 'zod'
import { ContactId, ConversationId, MessageId, Time } from '../model/ids.ts'
import { procedure } from './base.ts'

const Marked = z.string().describe('Text with the found words between U+E000 and U+E001.')

export const LetterHit = z.object({
  messageId: MessageId,
  conversationId: ConversationId,
  number: z.number().int(),
  subject: Marked,
  snippet: Marked,
  who: Marked,
  at: Time,
  file: Marked.nullable(),
  hasAttachments: z.boolean(),
})
export type LetterHit = z.infer<typeof LetterHit>
export const PersonHit = z.object({
  contactId: ContactId.nullable(),
  name: Marked,
  email: Marked,
  company: z.string().nullable(),
  phone: z.string(),
  letters: z.number().int(),
})
export type PersonHit = z.infer<typeof PersonHit>
export const SearchAnswer = z.object({
  people: z.array(PersonHit),
  letters: z.array(LetterHit),
  /** Letters are counted up to 1000; `isCapped` when there are more ("1000+"). */
  total: z.object({ people: z.number(), letters: z.number(), isCapped: z.boolean() }),
  next: z.string().nullable(),
  tookMs: z.number(),
  /** The query as understood when the keyboard layout was wrong (",tkjd" -> "белов"); null otherwise. */
  understoodAs: z.string().nullable(),
  /** Parts as written that ask for a date and hold none ("before:soon"): they were searched as words. */
  badDates: z.array(z.string()),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

export const search = procedure('mail.read')
  .route({ method: 'GET', path: '/search' })
  .input(
    z.object({
      q: z.string().max(500),
      limit: z.number().int().min(1).max(100).default(20),
      cursor: z.string().optional(),
    }),
  )
  .output(SearchAnswer)
