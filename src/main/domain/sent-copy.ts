import type { MailboxSettings, ProviderName } from '../../shared/model/mailbox.ts'
import { nextCopyAttempt } from './retry.ts'

/** Milliseconds in which the server may file its own copy before we do. */
const SERVER_FILES_WITHIN_MS = 20_000
const LOOK_AGAIN_MS = 4_000
// These file what they send by themselves, sooner or later; a second copy would show up as a duplicate.
const FILE_BY_THEMSELVES: ReadonlySet<ProviderName> = new Set(['gmail', 'outlook'])

export interface CopyFacts {
  setting: MailboxSettings['sentCopy']
  provider: ProviderName
  /** False for a mailbox that is not read by IMAP, or where no Sent folder is known. */
  hasSentFolder: boolean
  sentAt: number
  now: number
  /** What the last look by Message-ID saw; null before the first look. */
  found: boolean | null
  /** Appends that failed so far. */
  failures: number
}

export type CopyStep =
  | { do: 'look' }
  | { do: 'append' }
  | { do: 'wait'; until: number }
  /** `copy` is the state for the letter; it stays sent in every case. */
  | { do: 'nothing'; copy: 'filed' | 'by-server' | 'not-filed' | 'off' }

/** What to do next for the copy of a sent letter in the Sent folder; look first, append only what is absent. */
export function nextCopyStep(facts: CopyFacts): CopyStep {
  const { setting, provider, found, failures, sentAt, now } = facts
  if (setting === 'never') return { do: 'nothing', copy: 'off' }
  if (!facts.hasSentFolder) return { do: 'nothing', copy: 'off' }
  if (setting === 'auto' && FILE_BY_THEMSELVES.has(provider)) return { do: 'nothing', copy: 'by-server' }
  if (found === null) return { do: 'look' }
  // After a failed append the copy may be ours after all: the line can break behind the server's back.
  if (found) return { do: 'nothing', copy: failures > 0 ? 'filed' : 'by-server' }
  if (setting === 'auto' && failures === 0 && now < sentAt + SERVER_FILES_WITHIN_MS) {
    return { do: 'wait', until: Math.min(now + LOOK_AGAIN_MS, sentAt + SERVER_FILES_WITHIN_MS) }
  }
  return { do: 'append' }
}

/** After a failed append: when to look and append again, or the end of trying. */
export function afterCopyFailure(failures: number, now: number): CopyStep {
  const until = nextCopyAttempt(failures, now)
  return until === null ? { do: 'nothing', copy: 'not-filed' } : { do: 'wait', until }
}
