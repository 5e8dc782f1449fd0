// What crosses from the mail threads to the engine. Everything here can be posted between threads.
import type { ReportAction } from '../../shared/model/delivery-report.ts'
import type { Certificate, FolderRole, Incoming, Security, Trouble } from '../../shared/model/mailbox.ts'

/** How to reach one half of a mailbox. The password lives only in memory. */
export interface Login {
  /** How letters are fetched; `imap` when left out. Means nothing for sending. */
  protocol?: Incoming
  host: string
  port: number
  security: Security
  login: string
  password: string
  /** SHA-256 (hex, colons) of a certificate accepted by hand. */
  pinnedCertificate: string | null
  allowPlaintext: boolean
  /** Hosts allowed although they are loopback or private; '*' allows all of them (the practice server, tests). */
  allowedHosts: readonly string[]
}

/** Why a server could not be used; `serverWords` are its own, verbatim, without our command (which may hold secrets). */
export interface Failure {
  ok: false
  trouble: Trouble
  serverWords: string
  certificate: Certificate | null
  /** It came while letters were being fetched, of which the first that did not come may be the cause. */
  isAtLetter?: true
  /** No folder of that numbering stands under that path: no letter was touched, and nothing is known of any. */
  isOtherFolder?: true
}

/** A folder as the caller knows it: numbered otherwise it is another one, whatever its name. */
export interface KnownFolder {
  path: string
  /** Null takes whatever stands there. */
  uidValidity: string | null
}

export interface Capabilities {
  idle: boolean
  condstore: boolean
  uidplus: boolean
  move: boolean
}

export interface FolderOnServer {
  path: string
  name: string
  delimiter: string
  role: FolderRole
  /** True when the role comes from a SPECIAL-USE flag of the server, not from the name. */
  isFlagged: boolean
  canSelect: boolean
  letters: number
  /** By these a folder is known again under another name; null where the server does not tell. */
  uidValidity: string | null
  uidNext: number | null
}

export interface FolderStatus {
  /** Decimal string: UIDVALIDITY is compared, never counted with. */
  uidValidity: string
  uidNext: number
  exists: number
  /** HIGHESTMODSEQ as a decimal string, null without CONDSTORE. */
  modseq: string | null
}

/** Our own numbers for the letters of a POP3 mailbox, which then do what UIDs do elsewhere. */
export interface MaildropNumbers {
  uidValidity: string
  /** One for each letter of the maildrop, in its order. */
  uids: Uint32Array
  /** Letters with a number below this count as read. */
  seenBelow: number
  /** The list asks for the date of every letter, which costs a question each. */
  isDated: boolean
}

/** One letter in a folder before it is pulled. */
export interface Listed {
  uid: number
  size: number
  internalAt: number
  flags: string[]
}

export interface MailAddress {
  name: string
  /** Lower-cased, trimmed, IDN as Unicode; '' when the header had none. */
  email: string
}

/** One source or upload: raw bytes cut every 256 KB, each cut compressed with zstd by itself. */
export interface PackedBytes {
  /** SHA-256 of the raw bytes, hex. */
  sha256: string
  size: number
  chunks: Uint8Array[]
}

export interface ParsedAttachment {
  /** Position among the attachments of the letter, from 0; stable for the same bytes. */
  n: number
  name: string
  mime: string
  size: number
  sha256: string
  contentId: string | null
  isInline: boolean
}

/** What a server reports of letters that were sent; it may be forged until our own letters are found in it. */
export interface ParsedReport {
  /** Message-IDs (or X-Golub-Id) of the letter that came back, without brackets. */
  originalIds: string[]
  /** `emails`: names of one recipient, or in free text an address that was named. */
  recipients: { emails: string[]; action: ReportAction; status: string; words: string }[]
}

/** Everything that is read of a letter. */
export interface ReadLetter {
  /** Normalised Message-ID without brackets, '' when the letter has none. */
  messageId: string
  inReplyTo: string
  /** Oldest first, without brackets, bogus ids dropped, at most 100. */
  references: string[]
  /** Other ids under which the provider or we know it (X-Microsoft-Original-Message-ID, X-Golub-Id). */
  aliases: string[]
  dateAsWritten: string
  /** UTC ms of the Date header; null when absent or unreadable. */
  at: number | null
  from: MailAddress
  sender: MailAddress | null
  replyTo: MailAddress | null
  to: MailAddress[]
  cc: MailAddress[]
  bcc: MailAddress[]
  subject: string
  /** Plain text (from the HTML where there is no text part), at most 200,000 characters. */
  text: string
  /** The HTML as received, UTF-8, a longer one as zstd of it; null for plain letters. */
  html: Uint8Array | null
  snippet: string
  language: 'ru' | 'en' | 'other'
  attachments: ParsedAttachment[]
  /** Hash of the decoded body parts and attachments, hex; of the whole source when there is no Message-ID. */
  contentHash: string
  reading: 'whole' | 'partial' | 'not-parsed' | 'too-big'
  readingTrouble: { what: string; line: number | null } | null
  /** A machine wrote it: bulk, list, auto-submitted, no-reply, empty Return-Path. */
  isAutomatic: boolean
  /** Set for delivery reports. */
  report?: ParsedReport
  /** Lower-cased Authentication-Results of the receiving server, '' when absent. */
  authResults: string
  threadTopic: string
  threadIndex: string
  /** Folded words for search. */
  search: { subject: string; people: string; files: string; text: string }
}

/** A letter as it leaves its parse worker: what is long as UTF-8, which crosses threads and enters the store as it is. */
export type ParsedLetter = Omit<ReadLetter, 'text' | 'search'> & {
  text: Uint8Array
  search: Omit<ReadLetter['search'], 'text'> & { text: Uint8Array }
}

/** A pulled letter, ready for the store. Exactly one of `packed` and `uploadId` names its source. */
export interface PulledLetter {
  uid: number
  flags: string[]
  internalAt: number
  size: number
  letter: ParsedLetter
  packed: PackedBytes | null
  uploadId: number | null
}

/** What a watched folder tells: new letters, changed flags, removed letters, or that the line is down. */
export type WatchEvent =
  | { is: 'exists'; path: string; count: number }
  | { is: 'flags'; path: string; uid: number; flags: string[]; modseq: string | null }
  | { is: 'expunge'; path: string; uid: number | null }
  | { is: 'closed'; failure: Failure }

/**
 * The engine's view of the mail threads. One link per process; `box` names a mailbox of the caller's choice.
 * Every call answers with a value; only a call on a box that is not open throws.
 * A box has two connections: `watch` (IDLE or poll on one folder) and `work` (everything else), both reopened by the caller.
 */
export interface MailLink {
  open(box: number, login: Login): Promise<{ ok: true; capabilities: Capabilities; compressed: boolean } | Failure>
  close(box: number): Promise<void>
  /**
   * POP3 only: a name that lasts (UIDL, or a hash where the server gives none) for every letter that lies there, in the
   * server's order; joined by line feeds, since one string of 50,000 names crosses threads faster than so many objects.
   */
  maildrop(box: number): Promise<{ ok: true; keys: string } | Failure>
  /** POP3 only: from now on the letters of the maildrop are spoken of by these numbers. */
  number(box: number, numbers: MaildropNumbers): Promise<{ ok: true } | Failure>
  folders(box: number): Promise<{ ok: true; folders: FolderOnServer[] } | Failure>
  status(box: number, path: string): Promise<({ ok: true } & FolderStatus) | Failure>
  /** Sizes, dates and flags of a UID range (both ends included), ascending. */
  list(
    box: number,
    folder: KnownFolder,
    range: { low: number; high: number },
  ): Promise<{ ok: true; listed: Listed[] } | Failure>
  /** All UIDs of the folder, ascending; with `sinceDays` only those younger by INTERNALDATE. */
  uids(box: number, folder: KnownFolder, since?: number): Promise<{ ok: true; uids: Uint32Array } | Failure>
  /**
   * Whole letters by UID, parsed in the workers, in batches as they get ready (order within the call is not promised).
   * Reserve the bytes with `credit` before calling; give them back after the commit. Letters gone meanwhile are `gone`.
   * A patient pull lets everything else that is asked of the line go first.
   */
  pull(
    box: number,
    folder: KnownFolder,
    uids: number[],
    onBatch: (batch: PulledLetter[]) => Promise<void>,
    isPatient?: boolean,
  ): Promise<{ ok: true; gone: number[] } | Failure>
  /**
   * One large letter as a stream: `sink.chunk` gets zstd chunks in order (one per 256 KB of raw bytes); memory stays bounded.
   * A patient one lets everything else go first, also between its pieces.
   */
  pullLarge(
    box: number,
    folder: KnownFolder,
    uid: number,
    sink: { chunk(n: number, data: Uint8Array, rawSize: number): Promise<void> },
    isPatient?: boolean,
  ): Promise<
    | { ok: true; pulled: Omit<PulledLetter, 'packed' | 'uploadId'>; sha256: string; size: number }
    | { ok: true; pulled: null }
    | Failure
  >
  /** Headers and the first 64 KB of text of a letter that is over the size limit; reading is `too-big`. */
  pullHead(box: number, folder: KnownFolder, uid: number): Promise<{ ok: true; pulled: PulledLetter | null } | Failure>
  /** Flags of a UID range, or only those changed since a modseq. */
  flags(
    box: number,
    folder: KnownFolder,
    range: { low: number; high: number },
    changedSince?: string,
  ): Promise<{ ok: true; flags: { uid: number; flags: string[] }[]; modseq: string | null } | Failure>
  store(
    box: number,
    folder: KnownFolder,
    uids: number[],
    change: { add?: string[]; remove?: string[] },
  ): Promise<{ ok: true } | Failure>
  findById(box: number, folder: KnownFolder, messageId: string): Promise<{ ok: true; uids: number[] } | Failure>
  /** UIDs of letters whose header has this value, and the numbering that they are of. */
  findByHeader(
    box: number,
    path: string,
    header: string,
    value: string,
  ): Promise<{ ok: true; uids: number[]; uidValidity: string } | Failure>
  /** Removes letters for good; where the server cannot remove these alone they are marked as deleted. */
  remove(box: number, folder: KnownFolder, uids: number[]): Promise<{ ok: true } | Failure>
  append(
    box: number,
    path: string,
    source: Uint8Array[],
    flags: string[],
    at: number,
  ): Promise<{ ok: true; uid: number | null } | Failure>
  makeFolder(box: number, path: string): Promise<{ ok: true } | Failure>
  /** Watches one folder; answers once it stands (IDLE renewed inside) and calls `onEvent` until closed. */
  watch(
    box: number,
    path: string,
    onEvent: (event: WatchEvent) => void,
    options: { renewSeconds: number },
  ): Promise<{ ok: true; by: 'idle' | 'poll' } | Failure>
  /** Parses bytes that did not come over IMAP (import). */
  parse(source: Uint8Array): Promise<{ letter: ParsedLetter; packed: PackedBytes }>
  /**
   * As `parse` for a letter of any size that comes piece by piece; `sink.chunk` gets its zstd chunks in order. `charset`: an encoding
   * chosen for its text by a person. Throws what `source` throws.
   */
  parseLarge(
    source: AsyncIterable<Uint8Array>,
    sink: { chunk(n: number, data: Uint8Array, rawSize: number): Promise<void> },
    charset?: string | null,
  ): Promise<{ letter: ParsedLetter; sha256: string; size: number }>
  /** Ends the workers. */
  end(): Promise<void>
}

/** What the link tells of its threads; never of letters. */
export interface LinkLog {
  warn(facts: Record<string, unknown>, message: string): void
}
