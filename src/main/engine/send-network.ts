// What stands before the letter itself: the network and the signing in.
import type { Trouble } from '../../shared/model/mailbox.ts'
import type { SendOutcome } from '../domain/send-outcome.ts'
import { smtpSignInTrouble } from '../mail/smtp/sign-in.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { OutboxItem } from '../store/outbox.ts'
import { endWaits, setWait } from '../store/send-waits.ts'
import { endSendingTrouble, noteSendingTrouble } from '../store/sending-trouble.ts'
import { backInQueue, isConnected } from './send-mailbox-gone.ts'
import type { Told } from './send-tried.ts'

/** How soon a letter looks for the network again; a reconnect elsewhere wakes it earlier. */
const NETWORK_AGAIN_MS = 60_000

// Several systems call a missing network "host not found". When the mailbox cannot reach its other server either, it is the network.
export function withNetworkInMind(tx: Writer, item: OutboxItem, told: Told): Told {
  if (told.is !== 'broken' || told.step !== 'connect' || item.mailboxId === null) return told
  const row = mailboxById(tx, item.mailboxId)
  const isDown =
    row?.activity === 'waiting' && (row.waitBecause === 'no-network' || row.waitBecause === 'host-not-found')
  return isDown && ['host-not-found', 'protocol', 'timeout'].includes(told.trouble)
    ? { ...told, trouble: 'no-network' }
    : told
}

// The whole mailbox waits, so that its letters leave in their order.
export function waitForNetwork(tx: Writer, item: OutboxItem, serverWords: string, now: number): void {
  const because = 'no-network'
  backInQueue(tx, item, { serverWords, notBefore: now, uncounted: true }, now)
  if (!item.mailboxId || !isConnected(tx, item)) return
  for (const lane of ['hand', 'rest'] as const)
    setWait(tx, item.mailboxId, { lane, because, since: now, until: now + NETWORK_AGAIN_MS, serverWords })
}

/** No letter of the mailbox asks with a refused password before the one that was tried does: the provider counts the tries. */
export function waitForLogin(tx: Writer, { mailboxId }: OutboxItem, outcome: SendOutcome, now: number): void {
  if (!mailboxId || outcome.is !== 'deferred' || outcome.because !== 'auth') return
  const { because, until, serverWords } = outcome
  for (const lane of ['hand', 'rest'] as const)
    setWait(tx, mailboxId, { lane, because, since: now, until, serverWords })
}

// Whatever stands before the letter itself is the mailbox's trouble and shows there at once.
export function noteSendingHalf(tx: Writer, item: OutboxItem, told: Told, now: number): void {
  const row = item.mailboxId && mailboxById(tx, item.mailboxId)
  if (!row) return
  // It has signed in: what the server then says of the letter is not the mailbox's trouble.
  if (told.is === 'accepted' || (told.step !== 'connect' && told.step !== 'login')) {
    if (row.sending !== 'works') endSendingTrouble(tx, row.id)
    endWaits(tx, 'auth', row.id)
    return
  }
  const trouble: Trouble =
    told.is === 'broken'
      ? told.trouble
      : told.step === 'login'
        ? smtpSignInTrouble(told.reply)
        : told.reply.code < 500
          ? 'server-busy'
          : 'refused'
  // A block is a wait of the mailbox, which says so itself.
  if (['no-network', 'timeout', 'server-busy', 'blocked'].includes(trouble)) return
  noteSendingTrouble(tx, row.id, {
    at: now,
    trouble,
    serverWords: told.is === 'broken' ? told.serverWords : told.reply.words,
    certificate: (told.is === 'broken' && told.certificate) || null,
  })
}
