import { z } from 'zod'
import { DeliveryReport } from './delivery-report.ts'
import { CompanyId, ContactId, ConversationId, MailboxId, MessageId, OutboxId, PlacementId, Time } from './ids.ts'

export const ConversationState = z.enum(['open', 'waiting', 'snoozed', 'closed'])
export type ConversationState = z.infer<typeof ConversationState>
export const SettableState = z.enum(['open', 'waiting', 'closed'])

export const Person = z.object({ name: z.string(), email: z.string() })
export type Person = z.infer<typeof Person>

/** `whole` read fully; `partial` broken but the text was read; `not-parsed` only the source is kept; `too-big` waits on the server. */
export const Reading = z.enum(['whole', 'partial', 'not-parsed', 'too-big'])
export type Reading = z.infer<typeof Reading>

export const ConversationRow = z.object({
  id: ConversationId,
  number: z.number().int(),
  mailboxId: MailboxId,
  subject: z.string(),
  snippet: z.string(),
  who: Person,
  contactId: ContactId.nullable(),
  company: z.string().nullable(),
  state: ConversationState,
  lastAt: Time,
  letters: z.number().int(),
  unread: z.number().int(),
  hasAttachments: z.boolean(),
  /** Set when the newest letter could not be read whole. */
  trouble: z.enum(['not-parsed', 'too-big']).nullable(),
  /** The newest letter, where it came in and looks like fraud. */
  doubtful: MessageId.nullable(),
  /** The worst of our letters in it that are not settled: on their way, stopped by a newer letter, failed, back from somebody. */
  sending: z.enum(['queued', 'sending', 'deferred', 'stopped', 'returned', 'failed', 'uncertain']).nullable(),
})
export type ConversationRow = z.infer<typeof ConversationRow>

export const Attachment = z.object({
  n: z.number().int(),
  name: z.string(),
  mime: z.string(),
  size: z.number().int(),
  isInline: z.boolean(),
  preview: z.enum(['image', 'pdf', 'none']),
  /** Kept, but asks before it is downloaded (exe, js, bat ...). */
  isBlocked: z.boolean(),
})
export type Attachment = z.infer<typeof Attachment>

/** Why a letter stands in its conversation; `header` quotes the header that decided. */
export const Why = z.object({
  rule: z.enum([
    'reply-to-ours',
    'reply',
    'references',
    'subject',
    'provider',
    'excluded',
    'grouping-off',
    'apart',
    'manual',
    'first',
  ]),
  header: z.string().nullable(),
  parentId: MessageId.nullable(),
  parentAt: Time.nullable(),
  fromAnotherAddress: z.boolean(),
  subjectChanged: z.boolean(),
  binding: z.object({
    /** `deleted`: its card was deleted; nothing binds it again by itself. */
    finder: z.enum(['conversation', 'sender', 'recipient', 'by-hand', 'deleted', 'none']),
    contactId: ContactId.nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    /** The address is one of the card's: the card is this person's own, not that of the conversation. */
    isOwn: z.boolean(),
  }),
})
export type Why = z.infer<typeof Why>

export const Warning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name-looks-like-address'), shown: z.string(), real: z.string() }),
  z.object({ kind: z.literal('reply-to-elsewhere'), from: z.string(), replyTo: z.string() }),
  z.object({
    kind: z.literal('authentication-failed'),
    checks: z.array(z.object({ name: z.enum(['spf', 'dkim', 'dmarc']), passed: z.boolean() })),
  }),
  z.object({ kind: z.literal('same-id-other-content') }),
])
export type Warning = z.infer<typeof Warning>

export const OutgoingState = z.enum(['queued', 'sending', 'deferred', 'sent', 'failed', 'uncertain', 'cancelled'])
export type OutgoingState = z.infer<typeof OutgoingState>

/** Why sending waits or failed, in the program's words; the server's words go beside it. */
export const SendReason = z.enum([
  'undo-window',
  'no-network',
  'limit',
  'greylisted',
  'temporary',
  'mailbox-paused',
  'needs-login',
  'unknown-recipient',
  'too-big',
  'spam-suspected',
  'auth',
  'tls',
  'certificate',
  'host-not-found',
  'refused',
  'mailbox-full',
  'connection-lost-after-data',
  'crash-after-claim',
  'partly-refused',
  'sender-refused',
  'sender-unproven',
  'newer-letter',
  'provider-block',
  'sending-paused',
  'mailbox-removed',
  'no-auth',
  'unreachable',
  'other',
])
export type SendReason = z.infer<typeof SendReason>

/** How far the SMTP dialogue of an attempt came. From `handed-over` on the server may have the whole letter. */
export const AttemptStep = z.enum(['connect', 'login', 'envelope', 'body', 'handed-over'])
export type AttemptStep = z.infer<typeof AttemptStep>

export const Delivery = z.object({
  email: z.string(),
  /**
   * `returned`: accepted first, and reported as failed later; `put-away`: so, and its author has dealt with it. `not-sent`:
   * nobody refused it, its mailbox was disconnected.
   */
  state: z.enum(['waiting', 'accepted', 'refused', 'returned', 'put-away', 'not-sent']),
  serverWords: z.string(),
})
export type Delivery = z.infer<typeof Delivery>

export const Outgoing = z.object({
  id: OutboxId,
  /** What people copy, look for (`id:`) and name to each other. */
  shortId: z.string(),
  state: OutgoingState,
  because: SendReason.nullable(),
  /** When the next attempt starts (undo window, retry). */
  until: Time.nullable(),
  attempts: z.number().int(),
  serverWords: z.string(),
  deliveries: z.array(Delivery),
  copy: z.enum(['pending', 'filed', 'by-server', 'not-filed', 'off']),
  /** The largest letter that the mailbox's server takes, in bytes, where it has said so: of one that was too big for it. */
  sizeLimit: z.number().int().nullable(),
  /** Its mailbox was disconnected: nothing leaves from there any more. */
  isMailboxGone: z.boolean(),
  /** What servers reported later. */
  reports: z.array(DeliveryReport).optional(),
})
export type Outgoing = z.infer<typeof Outgoing>

export const Letter = z.object({
  id: MessageId,
  conversationId: ConversationId,
  mailboxId: MailboxId,
  direction: z.enum(['in', 'out']),
  from: Person,
  to: z.array(Person),
  /** How many recipients there are when the lists above are cut to the first 50. */
  toCount: z.number().int(),
  cc: z.array(Person),
  ccCount: z.number().int(),
  /** Blind recipients, only for the owner of the mailbox that the letter left from. */
  bcc: z.array(Person),
  replyTo: Person.nullable(),
  at: Time,
  /** Whether the letter has a date: if none could be read, `at` is when the server took it. */
  dateHeader: z.enum(['read', 'unreadable', 'none']),
  subject: z.string(),
  snippet: z.string(),
  size: z.number().int(),
  isUnread: z.boolean(),
  hasHtml: z.boolean(),
  /** The encoding that somebody chose to show it in; null: as the program reads it by itself. */
  encoding: z.string().nullable(),
  reading: Reading,
  /** What stopped the reading, for `partial` and `not-parsed`; the place is a line of the source. */
  readingTrouble: z.object({ what: z.string(), line: z.number().int().nullable() }).nullable(),
  attachments: z.array(Attachment),
  why: Why,
  warnings: z.array(Warning),
  outgoing: Outgoing.nullable(),
  placements: z.array(
    z.object({ id: PlacementId, mailbox: z.string(), folder: z.string(), uid: z.number().int(), isGone: z.boolean() }),
  ),
})
export type Letter = z.infer<typeof Letter>

export const LetterBody = z.object({
  messageId: MessageId,
  text: z.string(),
  /** As received (UTF-8), not yet sanitised; null when the letter is plain text. */
  html: z.string().nullable(),
  /** Signed addresses (10 minutes) of pictures inside the letter, by content id. */
  inlinePictures: z.record(z.string(), z.string()),
  /** Remote pictures may be shown for this letter without asking (the user said: always for this sender). */
  picturesAllowed: z.boolean(),
  language: z.enum(['ru', 'en', 'other']),
})
export type LetterBody = z.infer<typeof LetterBody>

export const ContactCard = z.object({
  id: ContactId.nullable(),
  name: z.string(),
  position: z.string(),
  company: z.object({ id: CompanyId, name: z.string() }).nullable(),
  /** The first of `phones`. */
  phone: z.string(),
  phones: z.array(z.string()),
  note: z.string(),
  emails: z.array(z.string()),
  createdAt: Time.nullable(),
  letters: z.number().int(),
  latest: z.array(
    z.object({
      messageId: MessageId,
      conversationId: ConversationId,
      number: z.number().int(),
      subject: z.string(),
      at: Time,
      direction: z.enum(['in', 'out']),
    }),
  ),
})
export type ContactCard = z.infer<typeof ContactCard>

export const Contact = z.object({
  id: ContactId,
  name: z.string(),
  position: z.string(),
  company: z.object({ id: CompanyId, name: z.string() }).nullable(),
  phone: z.string(),
  emails: z.array(z.string()),
  lastLetterAt: Time.nullable(),
  /** The most urgent state of his conversations; null when there are none that the reader sees. */
  state: ConversationState.nullable(),
})
export type Contact = z.infer<typeof Contact>
