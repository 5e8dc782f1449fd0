import { z } from 'zod'
import { FolderId, MailboxId, Time, UserId } from './ids.ts'

export const Security = z.enum(['tls', 'starttls', 'none'])
export type Security = z.infer<typeof Security>

/** How letters come in. */
export const Incoming = z.enum(['imap', 'pop3'])
export type Incoming = z.infer<typeof Incoming>

/** One half of a mailbox as the user sees and edits it; the password is never part of it. */
export const Server = z.object({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535),
  security: Security,
  login: z.string().min(1).max(320),
  /** SHA-256 fingerprint (hex, colons) of a certificate accepted by hand. */
  pinnedCertificate: z.string().nullable().default(null),
  /** A password may cross the wire unencrypted. Never on by default. */
  allowPlaintext: z.boolean().default(false),
})
export type Server = z.infer<typeof Server>
export const ServerDraft = z.object({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535),
  security: Security,
  login: z.string().min(1).max(320),
  pinnedCertificate: z.string().nullable().optional(),
  allowPlaintext: z.boolean().optional(),
})
export type ServerDraft = z.infer<typeof ServerDraft>

export const ProviderName = z.enum(['yandex', 'mailru', 'gmail', 'outlook', 'icloud', 'rambler', 'practice', 'other'])
export type ProviderName = z.infer<typeof ProviderName>

/** Why a mailbox or one of its halves does not work, in the words of the program; the server's own words go beside it. */
export const Trouble = z.enum([
  'wrong-password',
  'password-kind',
  'oauth-only',
  'no-auth',
  'blocked',
  'host-not-found',
  'refused',
  'timeout',
  'no-network',
  'letter-broke-off',
  'letter-stalled',
  'certificate',
  'plaintext-refused',
  'private-address',
  'protocol',
  'server-busy',
  'no-inbox',
  'disk-full',
  'sent-folder-unknown',
  'unknown',
])
export type Trouble = z.infer<typeof Trouble>

export const HalfState = z.enum(['works', 'fails', 'left-out'])

/** What the mailbox does at this moment; every wait carries its end and its reason. */
export const MailboxActivity = z.discriminatedUnion('is', [
  z.object({ is: z.literal('connecting') }),
  z.object({ is: z.literal('loading') }),
  z.object({ is: z.literal('watching'), by: z.enum(['idle', 'poll']) }),
  z.object({ is: z.literal('waiting'), until: Time, because: Trouble }),
  z.object({ is: z.literal('needs-login'), since: Time }),
  z.object({ is: z.literal('paused'), since: Time }),
  z.object({ is: z.literal('offline') }),
])
export type MailboxActivity = z.infer<typeof MailboxActivity>

export const FolderRole = z.enum(['inbox', 'sent', 'drafts', 'spam', 'trash', 'archive', 'outbox', 'all', 'other'])
export type FolderRole = z.infer<typeof FolderRole>

export const Depth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('new') }),
  z.object({ kind: z.literal('days'), days: z.number().int().min(1).max(3650) }),
  z.object({ kind: z.literal('since'), since: Time }),
])
export type Depth = z.infer<typeof Depth>

/** Progress of the first import: `done` of `total` letters; `etaSeconds` from the fifth second on. */
export const Progress = z.object({
  done: z.number().int(),
  total: z.number().int(),
  perSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  /** Date of the letter being loaded now, walking down. */
  nowAt: Time.nullable(),
})
export type Progress = z.infer<typeof Progress>

/** Letters that are known of, are not here and come by themselves, some of them after a wait. */
export const Coming = z.object({
  letters: z.number().int(),
  /** Those that the server did not hand over so far. */
  failed: z.number().int(),
  /** When the first of those that wait is tried again. */
  nextTryAt: Time.nullable(),
  /** Bytes of the disk that the largest one needs free, and those that are; null when there is room. */
  room: z.object({ needed: z.number(), free: z.number() }).nullable(),
})
export type Coming = z.infer<typeof Coming>

/** Sending as a whole rests: by hand, or because the provider blocked the mailbox. */
export const SendingRest = z.object({
  because: z.enum(['sending-paused', 'provider-block']),
  since: Time,
  until: Time.nullable(),
  serverWords: z.string(),
})
export type SendingRest = z.infer<typeof SendingRest>

/** What the user may accept by hand. `validTo` is written as the server's certificate does. */
export const Certificate = z.object({
  sha256: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validTo: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

export const SendingTrouble = z.object({
  /** Since when none leaves; the rest is of the last try. */
  at: Time,
  trouble: Trouble,
  serverWords: z.string(),
  certificate: Certificate.nullable(),
})
export type SendingTrouble = z.infer<typeof SendingTrouble>

export const Mailbox = z.object({
  id: MailboxId,
  address: z.string(),
  displayName: z.string(),
  provider: ProviderName,
  incoming: Incoming,
  /** The servers of its halves; null for a half that was left out. */
  hosts: z.object({ imap: z.string().nullable(), smtp: z.string().nullable() }),
  kind: z.enum(['personal', 'corporate']),
  owner: z.object({ id: UserId, name: z.string() }),
  /** green both halves work, grey only sending, blue only receiving, red neither. */
  light: z.enum(['green', 'grey', 'blue', 'red']),
  receiving: HalfState,
  sending: HalfState,
  activity: MailboxActivity,
  counts: z.object({
    loaded: z.number(),
    bound: z.number(),
    unbound: z.number(),
    skipped: z.number(),
    unread: z.number(),
  }),
  progress: Progress.nullable(),
  /** Null when none waits. */
  coming: Coming.nullable(),
  lastSyncAt: Time.nullable(),
  /** Of the receiving half. */
  lastError: z
    .object({ at: Time, trouble: Trouble, serverWords: z.string(), certificate: Certificate.nullable() })
    .nullable(),
  /** Why the sending half fails. */
  sendingTrouble: SendingTrouble.nullable(),
  nextTryAt: Time.nullable(),
  sendingRest: SendingRest.nullable(),
  /** The last count against the server: letters there and here over the ticked folders. */
  audit: z.object({ at: Time, server: z.number(), here: z.number() }).nullable(),
  /** A folder that is to be read is not on the server any more. */
  hasLostFolder: z.boolean(),
  /** Made by `golub import`: no server behind it. */
  isOffline: z.boolean(),
})
export type Mailbox = z.infer<typeof Mailbox>

export const Folder = z.object({
  id: FolderId,
  path: z.string(),
  name: z.string(),
  role: FolderRole,
  isTicked: z.boolean(),
  serverCount: z.number().nullable(),
  hereCount: z.number(),
  auditedAt: Time.nullable(),
  /** What was counted at `auditedAt`; letters may have come since. */
  auditServer: z.number().nullable(),
  auditHere: z.number().nullable(),
})
export type Folder = z.infer<typeof Folder>

/** How many recipients a mailbox serves; null where there is no such limit. */
export const Limits = z.object({
  perMinute: z.number().int().nullable(),
  perHour: z.number().int().nullable(),
  perDay: z.number().int().nullable(),
  perLetter: z.number().int(),
})
export type Limits = z.infer<typeof Limits>
export const LimitName = Limits.keyof()
export type LimitName = z.infer<typeof LimitName>

const Limit = z.number().int().min(1).max(1_000_000).nullable()

export const SentCopy = z.enum(['auto', 'always', 'never'])
export const Grouping = z.enum(['smart', 'subject', 'off'])
export type Grouping = z.infer<typeof Grouping>

export const MailboxSettings = z.object({
  displayName: z.string().max(255),
  signature: z.string().max(20000),
  grouping: Grouping,
  /** Read and unread are kept alike here and on the server. */
  twoWayFlags: z.boolean(),
  sentCopy: SentCopy,
  /** Minutes between polls where the server offers no IDLE. */
  pollMinutes: z.number().int().min(1).max(60),
  /** Letters above this many MB wait on the server until asked for. */
  sizeLimitMb: z.number().int().min(1).max(200),
  createContacts: z.boolean(),
  /** Limits of sending where the owner changed the provider's; null is the provider's own. */
  limitMinute: Limit,
  limitHour: Limit,
  limitDay: Limit,
  limitLetter: Limit,
  /** Drafts also lie in the server's Drafts folder. */
  draftsOnServer: z.boolean(),
  depth: Depth,
})
export type MailboxSettings = z.infer<typeof MailboxSettings>
