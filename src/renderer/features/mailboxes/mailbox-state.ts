import type { Certificate, Coming, Mailbox, SendingTrouble, Trouble } from '../../../shared/model/mailbox.ts'

export type Tone = 'ok' | 'bad' | 'warn' | 'grey' | 'busy' | 'receive'

/** One word for a mailbox, the gravest first; every wait keeps its end. */
export type MailboxWord =
  | {
      is:
        | 'offline'
        | 'paused'
        | 'needs-login'
        | 'broken'
        | 'loading'
        | 'connecting'
        | 'send-paused'
        | 'folder-lost'
        | 'send-only'
        | 'receive-only'
        | 'works'
    }
  | { is: 'waiting' | 'send-blocked'; until: number }

export function mailboxWord(mailbox: Mailbox): MailboxWord {
  const { activity } = mailbox
  if (mailbox.isOffline || activity.is === 'offline') return { is: 'offline' }
  if (activity.is === 'needs-login') return { is: 'needs-login' }
  if (activity.is === 'paused') return { is: 'paused' }
  if (mailbox.light === 'red' || mailbox.receiving === 'fails') return { is: 'broken' }
  if (activity.is === 'waiting') return { is: 'waiting', until: activity.until }
  const rest = mailbox.sendingRest
  if (rest?.because === 'provider-block') return { is: 'send-blocked', until: rest.until ?? rest.since }
  if (mailbox.progress !== null) return { is: 'loading' }
  if (rest !== null) return { is: 'send-paused' }
  if (mailbox.hasLostFolder) return { is: 'folder-lost' }
  if (mailbox.light === 'grey') return { is: 'send-only' }
  if (mailbox.light === 'blue') return { is: 'receive-only' }
  return activity.is === 'connecting' ? { is: 'connecting' } : { is: 'works' }
}

const TONES: Record<MailboxWord['is'], Tone> = {
  offline: 'grey',
  paused: 'grey',
  'needs-login': 'bad',
  broken: 'bad',
  waiting: 'warn',
  loading: 'busy',
  connecting: 'busy',
  'send-blocked': 'warn',
  'send-paused': 'warn',
  'folder-lost': 'warn',
  'send-only': 'grey',
  'receive-only': 'receive',
  works: 'ok',
}

export function toneOf(word: MailboxWord): Tone {
  return TONES[word.is]
}

/** What unfolds under the row of its receiving half: the trouble, since when, and the next try; null where nothing is wrong. */
export function troubleOf(mailbox: Mailbox): {
  trouble: Trouble
  since: number
  nextTryAt: number | null
  wantsPassword: boolean
  serverWords: string
  certificate: Certificate | null
} | null {
  const word = mailboxWord(mailbox)
  const error = mailbox.lastError
  if (word.is === 'needs-login') {
    const since = mailbox.activity.is === 'needs-login' ? mailbox.activity.since : (error?.at ?? 0)
    return {
      trouble: error?.trouble ?? 'wrong-password',
      since,
      nextTryAt: null,
      wantsPassword: true,
      serverWords: error?.serverWords ?? '',
      certificate: null,
    }
  }
  if (error === null || (word.is !== 'broken' && word.is !== 'waiting' && mailbox.receiving !== 'fails')) return null
  if (word.is === 'paused') return null
  const wantsPassword = error.trouble === 'wrong-password' || error.trouble === 'password-kind'
  return {
    trouble: error.trouble,
    // The error is of the last try; nothing has come since the last round that was answered.
    since: mailbox.lastSyncAt ?? error.at,
    nextTryAt: mailbox.nextTryAt,
    wantsPassword,
    serverWords: error.serverWords,
    certificate: error.trouble === 'certificate' ? error.certificate : null,
  }
}

/** Letters that wait by themselves, where the first import does not tell of them already. */
export function comingOf(mailbox: Mailbox): Coming | null {
  const { coming, progress } = mailbox
  return coming !== null && (progress === null || coming.failed > 0 || coming.room !== null) ? coming : null
}

/** Why none leaves; null while it sends, rests by hand, or asks for a password anyway. */
export function sendingTroubleOf(mailbox: Mailbox): SendingTrouble | null {
  const { is } = mailboxWord(mailbox)
  return is === 'offline' || is === 'paused' || is === 'needs-login' ? null : mailbox.sendingTrouble
}

/** The last day of a certificate that is over; null for one that is valid, or says it in no way that is understood. */
export function expiredAt(certificate: Certificate | null, now: number): number | null {
  const until = Date.parse(certificate?.validTo ?? '')
  return until < now ? until : null
}

/** Letters there against letters here: `same`, how many are missing here, or how many are over. */
export function auditResult(
  server: number,
  here: number,
): { is: 'same' } | { is: 'missing'; n: number } | { is: 'extra'; n: number } {
  if (server === here) return { is: 'same' }
  return server > here ? { is: 'missing', n: server - here } : { is: 'extra', n: here - server }
}
