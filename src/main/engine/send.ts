import type { DraftId, MailboxId } from '../../shared/model/ids.ts'
import type { Waits } from '../mail/smtp/transmit.ts'
import { wakeWaiting } from '../store/outbox.ts'
import { beginWaitsAnew } from '../store/send-counts.ts'
import { endWaits } from '../store/send-waits.ts'
import type { Deps } from './deps.ts'
import { recoverInterrupted } from './recover.ts'
import { createSendLoop } from './send-loop.ts'
import { createSendQueue, type SendQueue } from './send-queue.ts'
import { createSendRecall, type SendRecall } from './send-recall.ts'
import { createSentCopies } from './sent-copy.ts'

export interface Sending extends SendQueue, SendRecall {
  /** The network is back, somebody signed in, a pause or a hold ended, a Sent folder was chosen: look at once. */
  poke(): void
  /** Letters that are not handed over go back to the queue. */
  stop(): Promise<void>
}

export interface Around {
  /** True while the mailbox's box can be used on the mail link. */
  isOpen(mailbox: MailboxId): boolean
  /** A file of this draft is still on its way. */
  isUploading?: (draft: DraftId) => boolean
  /** How long a server may take; for tests. */
  waits?: Partial<Waits>
}

/** Takes up what the last run left, and sends from then on. One per office: the data folder's lock sees to that. */
export function startSending(deps: Deps, { isOpen, isUploading, waits }: Around): Sending {
  const { store, ports } = deps
  store.writeDurably((tx) => {
    beginWaitsAnew(tx, ports.clock.now())
    recoverInterrupted(tx, ports.clock.now())
  })
  const copies = createSentCopies(deps, isOpen, () => loop.wake())
  const loop = createSendLoop(deps, copies.wake, waits)
  const wake = () => {
    loop.wake()
    copies.wake()
  }
  wake()
  return {
    ...createSendQueue(deps, wake, isUploading ?? (() => false)),
    ...createSendRecall(deps, wake),
    poke() {
      store.write((tx) => {
        endWaits(tx, 'no-network')
        wakeWaiting(tx, ['no-network', 'needs-login'], ports.clock.now())
      })
      copies.lookAgain()
      wake()
    },
    async stop() {
      await Promise.all([loop.stop(), copies.stop()])
    },
  }
}
