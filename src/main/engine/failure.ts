import type { MailboxId } from '../../shared/model/ids.ts'
import { afterLoginRefusal, syncBackoff } from '../domain/retry.ts'
import type { Failure } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'

const REFUSED = new Set<Failure['trouble']>(['wrong-password', 'password-kind', 'oauth-only'])

// A line that stood and broke is tried again at once: routers and providers drop idle lines all day.
const WORKED = new Set(['watching', 'loading'])
const FIRST_RETRY_MS = 2_000

/** Turns a lost line into a row: what happened, in whose words, and when it is tried again. Network failures never pause. */
export function afterFailure({ store, ports }: Deps, id: MailboxId, failure: Failure): void {
  const now = ports.clock.now()
  store.write((tx) => {
    const row = mailboxById(tx, id)
    if (!row || row.activity === 'paused') return
    const isRefusal = REFUSED.has(failure.trouble)
    const failures = row.failures + 1
    const loginRefusals = isRefusal ? row.loginRefusals + 1 : row.loginRefusals
    updateMailbox(tx, id, {
      failures,
      loginRefusals,
      receiving: isRefusal || row.lastSyncAt === null ? 'fails' : row.receiving,
      lastErrorAt: now,
      lastErrorTrouble: failure.trouble,
      lastErrorWords: failure.serverWords.slice(0, 500),
    })
    const wait = isRefusal ? afterLoginRefusal(loginRefusals, now) : { until: now + (failures === 1 && WORKED.has(row.activity) ? FIRST_RETRY_MS : syncBackoff(failures)) }
    if (wait === 'needs-login') {
      setActivity(tx, id, { is: 'needs-login' }, now)
      note(tx, now, { what: 'login-refused', tone: 'bad', mailboxId: id, params: { tries: loginRefusals } })
    } else {
      setActivity(tx, id, { is: 'waiting', until: wait.until, because: failure.trouble }, now)
      if (failures === 1) note(tx, now, { what: 'line-lost', tone: 'warn', mailboxId: id, params: { trouble: failure.trouble } })
    }
    tx.changed('office')
  })
}
