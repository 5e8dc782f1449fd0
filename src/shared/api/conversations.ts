import { z } from 'zod'
import {
  ContactCard,
  ConversationRow,
  ConversationState,
  Letter,
  LetterBody,
  SettableState,
} from '../model/conversation.ts'
import { ConversationId, MailboxId, MessageId } from '../model/ids.ts'
import { procedure } from './base.ts'

export const ListOrder = z.enum(['urgency', 'date'])

export const ConversationPage = z.object({
  items: z.array(ConversationRow),
  /** Opaque; pass it back for the next page. Null at the end. */
  next: z.string().nullable(),
})
export type ConversationPage = z.infer<typeof ConversationPage>

export const Counts = z.object({
  all: z.number(),
  open: z.number(),
  waiting: z.number(),
  closed: z.number(),
  unread: z.number(),
  byMailbox: z.array(z.object({ mailboxId: MailboxId, unread: z.number(), open: z.number() })),
  drafts: z.number(),
  outbox: z.number(),
  failed: z.number(),
})
export type Counts = z.infer<typeof Counts>

export const ConversationDetail = z.object({
  conversation: ConversationRow,
  mailboxAddress: z.string(),
  /** Oldest first. */
  messages: z.array(Letter),
  card: ContactCard,
})
export type ConversationDetail = z.infer<typeof ConversationDetail>

export const conversations = {
  list: procedure('mail.read')
    .route({ method: 'GET', path: '/conversations' })
    .input(
      z.object({
        mailbox: MailboxId.optional(),
        state: ConversationState.optional(),
        unread: z.boolean().optional(),
        order: ListOrder.default('date'),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(ConversationPage),
  counts: procedure('mail.read')
    .route({ method: 'GET', path: '/conversations/counts' })
    .input(z.object({}).optional())
    .output(Counts),
  get: procedure('mail.read')
    .route({ method: 'GET', path: '/conversations/{id}' })
    .input(z.object({ id: ConversationId }))
    .output(ConversationDetail),
  /** The number in the address bar and in `#1042`; an old number of a joined conversation leads to its survivor. */
  byNumber: procedure('mail.read')
    .input(z.object({ number: z.number().int() }))
    .output(z.object({ id: ConversationId, number: z.number().int() })),
  setState: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/state' })
    .input(z.object({ ids: z.array(ConversationId).min(1).max(1000), state: SettableState }))
    .output(z.object({ before: z.array(z.object({ id: ConversationId, state: SettableState })) })),
  markRead: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/read' })
    .input(
      z.object({
        ids: z.array(ConversationId).min(1).max(1000),
        read: z.boolean(),
        /** Of these conversations only these letters: what an earlier call answered, to take it back. */
        letters: z.array(MessageId).max(100_000).optional(),
      }),
    )
    .output(z.object({ letters: z.array(MessageId).describe('whose mark has changed') })),
}

export const messages = {
  get: procedure('mail.read')
    .route({ method: 'GET', path: '/messages/{id}' })
    .input(z.object({ id: MessageId }))
    .output(Letter.extend({ text: z.string(), html: z.string().nullable(), messageId: z.string() })),
  body: procedure('mail.read')
    .input(z.object({ id: MessageId }))
    .output(LetterBody),
  headers: procedure('mail.read')
    .route({ method: 'GET', path: '/messages/{id}/headers' })
    .input(z.object({ id: MessageId }))
    .output(z.object({ lines: z.array(z.object({ name: z.string(), value: z.string() })) })),
  /** The first `limit` bytes of the source as text for the reader's "show source". */
  sourceText: procedure('mail.read')
    .input(z.object({ id: MessageId, limit: z.number().int().max(1_000_000).default(200_000) }))
    .output(z.object({ text: z.string(), size: z.number(), isCut: z.boolean() })),
  /** Signed addresses (10 minutes) of remote pictures through our proxy; only addresses that stand in the letter are signed. */
  pictures: procedure('mail.read')
    .input(z.object({ id: MessageId, urls: z.array(z.string()).max(500), always: z.boolean().default(false) }))
    .output(z.object({ signed: z.record(z.string(), z.string()), trackers: z.array(z.string()) })),
  /** Signed address of an attachment for a preview or a download. */
  attachment: procedure('mail.read')
    .input(z.object({ id: MessageId, n: z.number().int(), as: z.enum(['preview', 'download']) }))
    .output(z.object({ url: z.string() })),
  loadAnyway: procedure('mail.read')
    .route({ method: 'POST', path: '/messages/{id}/load' })
    .input(z.object({ id: MessageId }))
    .output(z.object({})),
  parseAgain: procedure('mail.read')
    .route({ method: 'POST', path: '/messages/{id}/parse' })
    .input(z.object({ id: MessageId }))
    .output(z.object({ reading: z.string() })),
}
