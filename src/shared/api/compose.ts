import { z } from 'zod'
import { AttemptStep, Outgoing, Person, SendReason } from '../model/conversation.ts'
import { ConversationId, DraftId, MailboxId, MessageId, OutboxId, Time } from '../model/ids.ts'
import { Limits, SendingRest, Trouble } from '../model/mailbox.ts'
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
  /** The signature of the mailbox, else of the author, is added below the text. */
  isSigned: z.boolean().default(true),
  /** The answered letter is quoted below; off where the author took the quote out, or into his text. */
  isQuoted: z.boolean().default(true),
  /** One letter for all, where each recipient would get his own. */
  isCommon: z.boolean().default(false),
})
export type DraftContent = z.infer<typeof DraftContent>
export const Draft = DraftContent.extend({ id: DraftId, revision: z.number().int(), savedAt: Time })
export type Draft = z.infer<typeof Draft>

/** Somebody a letter may be for; `because` says why he is offered. */
export const Suggestion = Person.extend({ because: z.enum(['conversation', 'contact', 'recent']) })
export type Suggestion = z.infer<typeof Suggestion>

export const Preview = z.object({
  from: Person,
  to: z.array(Person),
  cc: z.array(Person),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** Pictures inside the letter by content id, as data addresses. */
  pictures: z.record(z.string(), z.string()),
  /** How many letters the draft becomes. */
  letters: z.number().int(),
})
export type Preview = z.infer<typeof Preview>

/** What a mailbox sent within 24 hours and may send, in recipients; null where nothing is limited. */
export const Usage = z.object({
  mailboxId: MailboxId,
  used: z.number().int(),
  perDay: z.number().int().nullable(),
  perLetter: z.number().int(),
})
export type Usage = z.infer<typeof Usage>

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
    .input(
      DraftContent.extend({
        id: DraftId.nullable(),
        revision: z.number().int(),
        /** What was saved before without an answer: the office may have heard it. */
        unheard: z.array(DraftContent).max(3).default([]),
      }),
    )
    .output(z.object({ draft: Draft, forked: z.boolean() })),
  /** Whom the author may mean: people of this conversation first, then contacts, then others written to lately. */
  recipients: procedure('mail.send')
    .input(z.object({ q: z.string().max(255), conversationId: ConversationId.nullable() }))
    .output(z.array(Suggestion)),
  /** What stands below the text of every letter from this mailbox; '' for none. */
  signature: procedure('mail.send')
    .input(z.object({ mailboxId: MailboxId.nullable() }))
    .output(z.object({ html: z.string() })),
  /** The answered letter as it will be quoted. */
  quote: procedure('mail.send')
    .input(z.object({ messageId: MessageId }))
    .output(z.object({ html: z.string(), pictures: z.record(z.string(), z.string()) })),
  /** Both parts of the letter exactly as they would leave now; of separate letters the first. */
  preview: procedure('mail.send').input(DraftContent).output(Preview),
  /** With a `revision` only a draft that nobody would miss: one that was changed since, or has files, stays. */
  discard: procedure('mail.send')
    .input(z.object({ id: DraftId, revision: z.number().int().optional() }))
    .output(z.object({})),
}

export const OutboxRow = Outgoing.extend({
  /** Null when the mailbox was erased; the address is then that of the letter. */
  mailboxId: MailboxId.nullable(),
  mailboxAddress: z.string(),
  conversationId: ConversationId.nullable(),
  number: z.number().int().nullable(),
  messageId: MessageId.nullable(),
  to: z.array(Person),
  subject: z.string(),
  createdAt: Time,
  /** When it last left. */
  sentAt: Time.nullable(),
  /** Since when it stands as it does: of a letter that failed, came back or is uncertain, when that happened. */
  since: Time,
  /** Of a letter that waits: which one it is in its mailbox, and when it leaves if nothing else happens. */
  position: z.number().int().nullable(),
  plannedAt: Time.nullable(),
  /** Another letter of its mailbox is being sent, for as long as its server takes: this one leaves after it. */
  isBehind: z.boolean(),
})
export type OutboxRow = z.infer<typeof OutboxRow>

export const OutboxDetail = z.object({
  row: OutboxRow,
  /** One per attempt, oldest first. */
  attempts: z.array(
    z.object({
      at: Time,
      outcome: z.enum(['sent', 'deferred', 'failed', 'uncertain']),
      because: SendReason.nullable(),
      serverWords: z.string(),
      durationMs: z.number().int(),
      /** How far the dialogue came; null for attempts of older versions. */
      step: AttemptStep.nullable(),
      handedOverAt: Time.nullable(),
    }),
  ),
  bytes: z.number().int(),
  /** What the Sent folder said of an uncertain letter; null when it was not asked yet. */
  looked: z.object({ at: Time, is: z.enum(['absent', 'unreachable', 'no-folder', 'own-copy']) }).nullable(),
})
export type OutboxDetail = z.infer<typeof OutboxDetail>

export const LimitName = z.enum(['minute', 'hour', 'day'])
export type LimitName = z.infer<typeof LimitName>

/** How one mailbox sends: recipients of the last 24 hours against its limits, and what holds it back. */
export const SendGauge = z.object({
  mailboxId: MailboxId,
  address: z.string(),
  used: z.number().int(),
  limits: Limits,
  waiting: z.number().int(),
  /** Letters of it of which nobody knows whether they went. */
  uncertain: z.number().int(),
  /** The limit is reached: the next letter leaves then. */
  limitUntil: Time.nullable(),
  /** Which limit that is; null also where a letter to many waits for more room than one to a single recipient would need. */
  fullLimit: LimitName.nullable(),
  rest: SendingRest.nullable(),
  /** The sending half does not work, or the mailbox asks to sign in. */
  trouble: Trouble.nullable(),
  isPaused: z.boolean(),
})
export type SendGauge = z.infer<typeof SendGauge>

export const OutboxBoard = z.object({
  counts: z.object({
    drafts: z.number().int(),
    queued: z.number().int(),
    sent: z.number().int(),
    failed: z.number().int(),
    uncertain: z.number().int(),
  }),
  boxes: z.array(SendGauge),
})
export type OutboxBoard = z.infer<typeof OutboxBoard>

export const outbox = {
  list: procedure('mail.send')
    .route({ method: 'GET', path: '/outbox' })
    .input(
      z.object({
        /** `failed` holds the uncertain ones too, on top, and what came back; `needs` also the answers that a newer letter stopped. */
        state: z.enum(['waiting', 'sent', 'failed', 'uncertain', 'needs']).optional(),
        /** Words of addresses, names and subjects; `id:` finds by the short id. */
        q: z.string().max(200).default(''),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ items: z.array(OutboxRow), next: z.string().nullable() })),
  usage: procedure('mail.send').input(z.object({}).optional()).output(z.array(Usage)),
  get: procedure('mail.send')
    .route({ method: 'GET', path: '/outbox/{id}' })
    .input(z.object({ id: OutboxId }))
    .output(OutboxDetail),
  /** Counts per tab and a gauge per mailbox. */
  board: procedure('mail.send').input(z.object({}).optional()).output(OutboxBoard),
  /** Sending of all own mailboxes rests, or goes on; receiving is not touched. */
  pauseAll: procedure('mail.send')
    .input(z.object({ paused: z.boolean() }))
    .output(OutboxBoard),
  /** A letter by hand goes although the provider blocks the mailbox: its author was warned. */
  sendAnyway: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(OutboxRow),
  /** One act for many letters; `left` are those that it does not fit. */
  many: procedure('mail.send')
    .input(z.object({ ids: z.array(OutboxId).min(1).max(500), act: z.enum(['retry', 'to-draft']) }))
    .output(z.object({ done: z.number().int(), left: z.number().int() })),
  /** Freezes the draft into one outbox row, or one for each recipient of separate letters; they leave after the user's undo window. */
  send: procedure('mail.send')
    .input(z.object({ draftId: DraftId, revision: z.number().int() }))
    .output(
      z.object({ id: OutboxId, until: Time, conversationId: ConversationId.nullable(), letters: z.number().int() }),
    ),
  /** Within the undo window: the letter, or all that were sent together with it, are one draft again. */
  undo: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(Draft),
  /** A new attempt of the same letter (same Message-ID). */
  retry: procedure('mail.send')
    .input(z.object({ id: OutboxId }))
    .output(OutboxRow),
  /**
   * Back to the drafts from waiting or failed. `isFix`: only to be put right; like one that came back it then stays with what
   * failed until the letter that the draft becomes has left.
   */
  toDraft: procedure('mail.send')
    .input(z.object({ id: OutboxId, isFix: z.boolean().default(false) }))
    .output(Draft),
  /** The user's verdict on an uncertain letter; `put-away` on one that came back, which then wants nothing more. */
  resolve: procedure('mail.send')
    .input(z.object({ id: OutboxId, verdict: z.enum(['arrived', 'send-again', 'put-away']) }))
    .output(OutboxRow),
}

/** `POST /api/v1/messages`; a repeated `Idempotency-Key` header gives the first answer again. */
export const sendMessage = procedure('mail.send')
  .route({
    ...{ method: 'POST', path: '/messages', successStatus: 202 },
    description: 'Sends a letter. At least one of `subject`, `text` and `html` says something.',
  })
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
