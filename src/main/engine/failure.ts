import type { MailboxId } from '../../shared/model/ids.ts'
import { afterLoginRefusal, syncBackoff } from '../domain/retry.ts'
import type { Failure } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { isNewsBad, mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import { keepCertificate } from '../store/shown-certificate.ts'
import type { Deps } from './deps.ts'

const REFUSED = new Set<Failure['trouble']>(['wrong-password', 'password-kind', 'oauth-only'])

// A line that stood and broke is tried again at once: routers and providers drop idle lines all day.
const WORKED = new Set(['watching', 'loading'])
const FIRST_RETRY_MS = 2_000

/** A line that failed, with what the session knows of it. */
export interface Lost extends Failure {
  /** It broke at a letter whose own row says so, and when it is tried again. */
  isTold?: true
  /** Letters came before it broke: no failure in a row. */
  hasBrought?: boolean
}

/** The server did not take the password: asked again once an hour at most, else the provider locks the account. */
export function isRefusal(trouble: Failure['trouble'] | null): boolean {
  return trouble !== null && REFUSED.has(trouble)
}

/** Only a person can go on from here. */
export function askForLogin({ store, ports }: Deps, id: MailboxId): void {
  const now = ports.clock.now()
  store.write((tx) => {
    updateMailbox(tx, id, { receiving: 'fails' })
    setActivity(tx, id, { is: 'needs-login' }, now)
    note(tx, now, { what: 'login-refused', tone: 'bad', mailboxId: id, params: { tries: 0 } })
  })
}

/** Turns a lost line into a row: what happened, in whose words, and when it is tried again. Network failures never pause. */
export function afterFailure({ store, ports }: Deps, id: MailboxId, failure: Lost): void {
  const now = ports.clock.now()
  store.write((tx) => {
    const row = mailboxById(tx, id)
    if (!row || row.activity === 'paused') return
    const isRefused = isRefusal(failure.trouble)
    const failures = (failure.hasBrought ? 0 : row.failures) + 1
    const isNews = !isNewsBad(row)
    const loginRefusals = isRefused ? row.loginRefusals + 1 : row.loginRefusals
    updateMailbox(tx, id, {
      failures,
      loginRefusals,
      receiving: isRefused || row.lastSyncAt === null ? 'fails' : row.receiving,
      lastErrorAt: now,
      lastErrorTrouble: failure.trouble,
      lastErrorWords: failure.serverWords.slice(0, 500),
    })
    keepCertificate(tx, id, failure.certificate)
    const wait = isRefused
      ? afterLoginRefusal(loginRefusals, now)
      : { until: now + (failures === 1 && WORKED.has(row.activity) ? FIRST_RETRY_MS : syncBackoff(failures)) }
    if (wait === 'needs-login') {
      setActivity(tx, id, { is: 'needs-login' }, now)
      note(tx, now, { what: 'login-refused', tone: 'bad', mailboxId: id, params: { tries: loginRefusals } })
    } else {
      setActivity(tx, id, { is: 'waiting', until: wait.until, because: failure.trouble }, now)
      if (isNews && !failure.isTold)
        note(tx, now, { what: 'line-lost', tone: 'warn', mailboxId: id, params: { trouble: failure.trouble } })
    }
  })
}

/**
 * Everything that was asked of the server was answered. While the past still loads (`isLoading`) that does not hide a failure
 * which the loading may meet again.
 */
export function afterRound({ store, ports }: Deps, id: MailboxId, isLoading: boolean): null {
  const row = mailboxById(store.reader, id)
  if (!row || (isLoading && isNewsBad(row))) return null
  const lastSyncAt = ports.clock.now()
  store.write((tx) => updateMailbox(tx, id, isLoading ? { lastSyncAt } : { lastSyncAt, failures: 0 }))
  return null
}
