import { z } from 'zod'
import { Outgoing, Person } from '../model/conversation.ts'
import { ConversationId, DraftId, MailboxId, MessageId, OutboxId, Time } from '../model/ids.ts'
import { procedure } from './base.ts'

export const DraftContent = z.object({
  mailboxId: MailboxId.nullable(),
  to: z.array(Person),
  cc: z.array(Person),
  bcc: z.array(Person),
  subject: z.string().max(998),
  /** What the author wrote, sanitised HTML of the editor. */
  html: z.string().max(5_000_000),
  /** The letter that is answered; sets In-Reply-To, References and the quote below the text. */
  replyTo: MessageId.nullable(),
  mode: z.enum(['new', 'reply', 'reply-all', 'forward']),
  conversationId: ConversationId.nullable(),
  /** What the conversation becomes after sending. */
  afterSend: z.enum(['waiting', 'open', 'closed']),
})
export type DraftContent = z.infer<typeof DraftContent>
export const Draft = DraftContent.extend({ id: DraftId, revision: z.number().int(), savedAt: Time })
export type Draft = z.infer<typeof Draft>

export const drafts = {
  list: procedure('mail.send').input(z.object({}).optional()).output(z.array(Draft)),
  get: procedure('mail.send')
    .input(z.object({ id: DraftId }))
    .output(Draft),
  /** A draft as it is now, and the second one that another window's text became (null when there is none). */
  look: procedure('mail.send')
    .input(z.object({ id: DraftId }))
    .output(z.object({ draft: Draft, second: DraftId.nullable() })),
  /** The saved draft of this place (a conversation's reply box), or an empty prefilled one that is not stored until it is changed. */
  forReply: procedure('mail.send')
    .input(z.object({ messageId: MessageId, mode: z.enum(['reply', 'reply-all']) }))
    .output(DraftContent.extend({ id: DraftId.nullable(), revision: z.number().int() })),
  /** Without `id` a new draft; with a stale `revision` the text becomes a second draft (`forked`). */
  save: procedure('mail.send')
    .input(DraftContent.extend({ id: DraftId.nullable(), revision: z.number().int() }))
    .output(z.object({ draft: Draft, forked: z.boolean() })),
  discard: procedure('mail.send')
    .input(z.object({ id: DraftId }))
    .output(z.object({})),
}

export const OutboxRow = Outgoing.extend({
  mailboxId: MailboxId,
  mailboxAddress: z.string(),
  conversationId: ConversationId.nullable(),
  number: z.number().int().nullable(),
  messageId: MessageId.nullable(),
  to: z.array(Person),
  subject: z.string(),
  createdAt: Time,
  sentAt: Time.nullable(),
})
export type OutboxRow = z.infer<typeof OutboxRow>

export const outbox = {
  list: procedure('mail.send')
    .route({ method: 'GET', path: '/outbox' })
    .input(
      z.object({
        state: z.enum(['waiting', 'sent', 'failed']).optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ items: z.array(OutboxRow), next: z.string().nullable() })),
  /** Freezes the draft into one outbox row; it leaves after the user's undo window. */
  send: procedure('mail.send')
    .input(z.object({ draftId: DraftId, revision: z.number().int() }))
    .output(z.object({ id: OutboxId, until: Time, conversationId: ConversationId.nullable() })),
  /** Within the undo window: the letter is a draft again with everything in place. */
  undo: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(Draft),
  /** A new attempt of the same letter (same Message-ID). */
  retry: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(OutboxRow),
  /** Back to the drafts from waiting or failed. */
  toDraft: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(Draft),
  /** The user's verdict on an uncertain letter. */
  resolve: procedure('mail.send')
    .input(z.object({ id: OutboxId, verdict: z.enum(['arrived', 'send-again']) }))
    .output(OutboxRow),
}

/** `POST /api/v1/messages`; a repeated `Idempotency-Key` header gives the first answer again. */
export const sendMessage = procedure('mail.send')
  .route({ method: 'POST', path: '/messages', successStatus: 202 })
  .input(
    z.object({
      mailbox: MailboxId,
      to: z.array(z.string()).default([]),
      cc: z.array(z.string()).default([]),
      bcc: z.array(z.string()).default([]),
      subject: z.string().max(998).default(''),
      text: z.string().max(5_000_000).optional(),
      html: z.string().max(5_000_000).optional(),
      inReplyTo: MessageId.optional(),
      /** Seconds before it leaves; default 0 for API callers. */
      delaySeconds: z.number().int().min(0).max(86_400).default(0),
    }),
  )
  .output(OutboxRow)
