import { ORPCError, ValidationError } from '@orpc/server'
import type { ProblemData, ProblemName } from '../../shared/api/problems.ts'
import type { Log } from '../engine/ports.ts'

/** A refusal by name. Handlers and the engine throw it; every border (socket, REST, plain HTTP) says it in its own form. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly field: string | undefined
  readonly params: Record<string, string | number>

  constructor(problem: ProblemName, about: { field?: string; params?: Record<string, string | number> } = {}) {
    super(SENTENCES[problem] + reasonOf(about.params))
    this.name = 'Problem'
    this.problem = problem
    this.field = about.field
    this.params = about.params ?? {}
  }

  get data(): ProblemData {
    return { problem: this.problem, params: this.params, ...(this.field === undefined ? {} : { field: this.field }) }
  }
}

// A failed check names its cause and the server's own words also to programs.
function reasonOf({ trouble, serverWords, needed, free, expected }: Record<string, string | number> = {}): string {
  if (needed !== undefined) return ` ${inMegabytes(needed)} MB must be free, ${inMegabytes(free)} MB are.`
  // The schema's own words: bounds and kinds, never what was sent.
  if (expected !== undefined) return ` (${expected})`
  if (trouble === undefined) return ''
  return ` (${String(trouble).replaceAll('-', ' ')}${serverWords ? `: ${serverWords}` : ''})`
}

const inMegabytes = (size: string | number | undefined) => Math.floor(Number(size) / 1024 ** 2)

/** The engine throws its own refusals, which carry the same three properties. */
function isProblemLike(
  error: unknown,
): error is Error & { problem: ProblemName; field?: string; params?: ProblemData['params'] } {
  return error instanceof Error && 'problem' in error && typeof error.problem === 'string' && error.problem in SENTENCES
}

/** What went wrong, by name; an unforeseen error becomes `internal` and goes to the log, without content. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error
  if (isProblemLike(error)) return new Problem(error.problem, { field: error.field, params: error.params })
  if (error instanceof ORPCError) {
    const cause = error.cause
    if (error.code === 'BAD_REQUEST') {
      const issue = cause instanceof ValidationError ? cause.issues[0] : undefined
      return new Problem('bad-input', {
        field: pathOf(issue?.path),
        ...(issue && { params: { expected: issue.message } }),
      })
    }
    if (error.code === 'NOT_FOUND') return new Problem('not-found')
  }
  if (error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC'))
    return new Problem('disk-full')
  log.error({ name: nameOf(error), at: placeOf(error) }, 'a call failed')
  return new Problem('internal')
}

// SQLite and the parsers put values into their messages; the class, code and place are enough to find the fault.
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
}

function placeOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  return lines
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ')
}

function pathOf(path: readonly (PropertyKey | { key: PropertyKey })[] | undefined): string | undefined {
  if (!path?.length) return undefined
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
}

export function rpcError(problem: Problem) {
  return new ORPCError(CODES[problem.problem] ?? 'BAD_REQUEST', { message: problem.message, data: problem.data })
}

type Code =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/** Where it is not 400. */
const CODES: Partial<Record<ProblemName, Code>> = {
  'not-found': 'NOT_FOUND',
  'source-missing': 'NOT_FOUND',
  'letter-gone-on-server': 'NOT_FOUND',
  'no-right': 'FORBIDDEN',
  'signed-out': 'UNAUTHORIZED',
  'wrong-sign-in': 'UNAUTHORIZED',
  'link-used': 'UNAUTHORIZED',
  'link-expired': 'UNAUTHORIZED',
  'office-exists': 'CONFLICT',
  'mailbox-exists': 'CONFLICT',
  'domain-taken': 'CONFLICT',
  'company-exists': 'CONFLICT',
  'act-over': 'CONFLICT',
  'draft-stale': 'CONFLICT',
  'draft-sent': 'CONFLICT',
  'upload-running': 'CONFLICT',
  'too-late-to-undo': 'CONFLICT',
  'too-late-to-take-back': 'CONFLICT',
  'same-conversation': 'CONFLICT',
  'other-mailbox': 'CONFLICT',
  'nothing-stays': 'CONFLICT',
  'letter-in-several': 'CONFLICT',
  'later-letters-unclear': 'CONFLICT',
  'outbox-not-failed': 'CONFLICT',
  'key-reused': 'CONFLICT',
  'mailbox-offline': 'CONFLICT',
  'pop3-depth': 'BAD_REQUEST',
  'mailbox-cannot-send': 'CONFLICT',
  'mailbox-removed': 'CONFLICT',
  'sample-only': 'CONFLICT',
  'too-many-tries': 'TOO_MANY_REQUESTS',
  busy: 'TOO_MANY_REQUESTS',
  'disk-full': 'SERVICE_UNAVAILABLE',
  'no-room': 'SERVICE_UNAVAILABLE',
  'server-unreachable': 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
}

/** For REST callers; the page has its own sentences in both languages. */
const SENTENCES: Record<ProblemName, string> = {
  'not-found': 'There is no such thing, or you may not see it.',
  'no-right': 'You may not do this, or the request did not come from a page or address that this program serves.',
  'signed-out': 'Sign in first, or send a valid API token.',
  'link-used': 'This link was used already. Start the program again to get a new one.',
  'link-expired': 'This link has expired. Start the program again to get a new one.',
  'office-exists': 'The office exists already. Sign in instead.',
  'too-many-tries': 'Too many failed tries. Wait a minute and try again.',
  'wrong-sign-in': 'Name or password does not fit.',
  'password-short': 'The password needs at least 10 characters.',
  'address-malformed': 'This is not an e-mail address.',
  'phone-malformed': 'This is not a phone number.',
  'domain-malformed': 'This is not a domain.',
  'domain-of-everybody': 'This domain is a free mail service: everybody may have an address there.',
  'domain-taken': 'This domain belongs to another company already.',
  'company-exists': 'There is a company of this name already.',
  'act-over': 'This cannot be taken back any more.',
  'mailbox-exists': 'This mailbox is connected already.',
  'mailbox-check-failed': 'Neither half of the mailbox could be used, so nothing was saved.',
  'mailbox-cannot-send': 'This mailbox has no way to send.',
  'mailbox-removed':
    'The mailbox was removed: nothing leaves from there any more. Put the letter back to the drafts and choose another mailbox.',
  'mailbox-offline': 'This mailbox has no server behind it.',
  'pop3-depth': 'POP3 tells no dates: a mailbox read by it loads all letters or only new ones.',
  'draft-stale': 'The draft was changed in another place meanwhile.',
  'draft-sent': 'The draft was sent in another place meanwhile.',
  'file-blocked': 'Files that a double click would run cannot be sent.',
  'files-too-large': 'The files of one letter may be 100 MB together.',
  'letter-too-large': 'The letter with its files is larger than the mail server takes.',
  'upload-running': 'A file of this letter is still being uploaded.',
  'no-recipients': 'The letter has no recipients.',
  'letter-empty': 'The letter says nothing: it needs a subject or a text.',
  'recipients-malformed': 'A recipient is not an e-mail address.',
  'too-many-recipients': 'The letter has too many recipients.',
  'too-late-to-undo': 'The letter is on its way and cannot be taken back.',
  'outbox-not-failed': 'Only a letter that failed or waits can be handled like this.',
  'key-reused': 'This Idempotency-Key was used for another request.',
  'query-malformed': 'The search query could not be understood.',
  'cursor-malformed': 'The cursor does not belong to this list.',
  'letter-gone-on-server': 'The letter is no longer on the mail server.',
  'server-unreachable': 'The mail server cannot be reached.',
  'source-missing': 'The source of this letter is not here yet: it lies on the server. Load the letter first.',
  'sample-only': 'This works in the sample office only.',
  'disk-full': 'The disk is full. Free some space and try again.',
  'no-room': 'The disk has too little room for this.',
  'same-conversation': 'This is the same conversation.',
  'other-mailbox': 'Conversations of different mailboxes cannot be joined.',
  'nothing-stays': 'At least one letter has to stay in the conversation.',
  'later-letters-unclear':
    'Later letters are told by their sender and subject: split letters of one person, with a subject; to keep them apart always, letters of somebody else have to stay.',
  'letter-in-several': 'This letter stands in the conversations of several clients, so it cannot be moved.',
  'too-late-to-take-back': 'This was taken back already, or it is older than 30 days.',
  'too-many-entries': 'An exclusion list holds at most 5000 entries.',
  'encoding-unknown': 'This encoding is not known.',
  busy: 'Too many requests. Try again in a moment.',
  internal: 'The program made a mistake. It is written down in its log.',
  'bad-input': 'A field of the request is missing or malformed.',
}
