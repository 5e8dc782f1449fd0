import type { SendReason } from '../../shared/model/conversation.ts'
import type { Trouble } from '../../shared/model/mailbox.ts'
import type { ServerReply } from '../../shared/text/server-reply.ts'
import { BLOCK_MS } from './provider-block.ts'
import { nextConnectAttempt, nextSendAttempt } from './retry.ts'
import { reasonOf } from './send-reason.ts'

export type SendStep = 'connect' | 'login' | 'envelope' | 'body' | 'handed-over'

/** What one SMTP dialogue told, as the mail layer reports it. */
export type Told =
  | { is: 'accepted'; reply: ServerReply; refused: readonly (ServerReply & { email: string })[] }
  | { is: 'refused'; step: SendStep; reply: ServerReply; refused: readonly (ServerReply & { email: string })[] }
  | { is: 'broken'; step: SendStep; trouble: Trouble; serverWords: string }

export interface Tries {
  /** Attempts made, the one at hand included. */
  attempts: number
  firstTriedAt: number
  now: number
}

export type SendOutcome =
  /** `because` is 'partly-refused' when some recipients were refused: those fail, the others are never tried again. */
  | { is: 'sent'; because: 'partly-refused' | null; serverWords: string }
  | { is: 'deferred'; because: SendReason; until: number; serverWords: string }
  | { is: 'failed'; because: SendReason; serverWords: string }
  /** Nobody knows whether it went: never sent again without being asked. */
  | { is: 'uncertain'; because: 'connection-lost-after-data'; serverWords: string }

/** What becomes of a letter after one attempt. */
export function outcomeOf(told: Told, tries: Tries): SendOutcome {
  if (told.is === 'accepted') {
    return { is: 'sent', because: told.refused.length > 0 ? 'partly-refused' : null, serverWords: told.reply.words }
  }
  if (told.is === 'broken') return afterBreak(told, tries)
  const { reply, step } = told
  const because = reasonOf(reply, step === 'login')
  // Nobody has refused the letter: it waits for the end of the block.
  if (step === 'login' && because === 'provider-block')
    return { is: 'deferred', because, until: tries.now + BLOCK_MS, serverWords: reply.words }
  if (step === 'login' && because !== 'temporary')
    return orFailed(nextConnectAttempt(tries.attempts, tries.now), because, reply.words)
  // The greeting speaks of no letter: the server takes none from us.
  if (step === 'connect' && reply.code >= 500)
    return orFailed(
      nextConnectAttempt(tries.attempts, tries.now),
      because === 'tls' ? because : 'unreachable',
      reply.words,
    )
  if (reply.code >= 500) return { is: 'failed', because, serverWords: reply.words }
  return orFailed(nextSendAttempt(tries.attempts, tries.firstTriedAt, tries.now), because, reply.words)
}

function afterBreak({ step, trouble, serverWords }: Extract<Told, { is: 'broken' }>, tries: Tries): SendOutcome {
  if (step === 'handed-over') return { is: 'uncertain', because: 'connection-lost-after-data', serverWords }
  const because = BY_TROUBLE[trouble] ?? 'temporary'
  const isSetUp = step === 'connect' || step === 'login'
  // Without a network nothing was refused: the letter waits as long as any other that the server put off.
  if (isSetUp && trouble !== 'no-network' && trouble !== 'timeout' && trouble !== 'server-busy') {
    return orFailed(
      nextConnectAttempt(tries.attempts, tries.now),
      because === 'temporary' ? 'other' : because,
      serverWords,
    )
  }
  const later = because === 'unreachable' ? 'temporary' : because
  return orFailed(nextSendAttempt(tries.attempts, tries.firstTriedAt, tries.now), later, serverWords)
}

function orFailed(until: number | null, because: SendReason, serverWords: string): SendOutcome {
  return until === null ? { is: 'failed', because, serverWords } : { is: 'deferred', because, until, serverWords }
}

const BY_TROUBLE: Partial<Record<Trouble, SendReason>> = {
  'wrong-password': 'auth',
  'password-kind': 'auth',
  'oauth-only': 'auth',
  'no-auth': 'no-auth',
  'host-not-found': 'host-not-found',
  'no-network': 'no-network',
  certificate: 'certificate',
  refused: 'unreachable',
  'private-address': 'unreachable',
  protocol: 'unreachable',
  'plaintext-refused': 'tls',
}
