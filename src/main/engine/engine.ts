import type { MailboxId } from '../../shared/model/ids.ts'
import { sweepUploads } from '../store/blobs.ts'
import type { Store } from '../store/database.ts'
import { connectedMailboxes, mailboxById } from '../store/mailboxes.ts'
import { setting } from '../store/settings.ts'
import { startCardMoves } from './card-moves.ts'
import { fillContactKeys } from './contact-keys.ts'
import { createCredit } from './credit.ts'
import type { Deps } from './deps.ts'
import { createDraftCopies } from './draft-copies.ts'
import { startEncodings } from './encodings.ts'
import { followExclusions } from './exclusions.ts'
import { isRefusal } from './failure.ts'
import { followOwnAddresses } from './own-addresses.ts'
import type { Ports } from './ports.ts'
import { type Sending, startSending } from './send.ts'
import { type Session, startSession } from './session.ts'
import { createUploads, type Uploads } from './uploads.ts'
import { createWriteQueue } from './write-queue.ts'

/** Bytes of letters on their way between the wire and the store, over all mailboxes. */
const CREDIT_BYTES = 24 * 1024 * 1024
const TICK_MS = 10_000
/** A tick this late means that the machine slept. */
const SLEPT_MS = 30_000

export interface Engine {
  readonly deps: Deps
  readonly sending: Sending
  readonly uploads: Uploads
  session(id: MailboxId): Session | null
  /** Starts (or starts again) the mailbox's session as its row says. */
  open(id: MailboxId): Promise<void>
  close(id: MailboxId): Promise<void>
  /** Drops every connection and opens it again at once: resume from sleep, network back, "check now". */
  reconnect(): void
  stop(): Promise<void>
}

/** Starts every loop. Nothing is asked of the network while the office is held (after a restore). */
export function createEngine(store: Store, ports: Ports): Engine {
  const stopping = new AbortController()
  const deps: Deps = {
    store,
    ports,
    queue: createWriteQueue(store),
    credit: createCredit(CREDIT_BYTES),
    stopping: stopping.signal,
  }
  const sessions = new Map<MailboxId, Session>()
  store.write((tx) => {
    sweepUploads(tx)
  })
  const uploads = createUploads(deps)
  const sending = startSending(deps, {
    isOpen: (id) => sessions.get(id)?.isOpen() ?? false,
    isUploading: uploads.isRunning,
  })
  const draftCopies = createDraftCopies(deps, (id) => sessions.get(id)?.isOpen() ?? false)
  const isHeld = () => setting(store.reader, 'hold') !== null

  async function open(id: MailboxId): Promise<void> {
    await close(id)
    if (!isHeld()) sessions.set(id, startSession(id, deps))
  }

  async function close(id: MailboxId): Promise<void> {
    const session = sessions.get(id)
    sessions.delete(id)
    await session?.stop()
  }

  for (const row of connectedMailboxes(store.reader)) void open(row.id)
  void followOwnAddresses(deps)
  void fillContactKeys(deps)
  void followExclusions(deps)
  const stopEncodings = startEncodings(deps)
  const stopCardMoves = startCardMoves(deps)

  let tickedAt = ports.clock.now()
  let cancelTick = ports.clock.at(tickedAt + TICK_MS, tick)
  function tick() {
    const now = ports.clock.now()
    if (now - tickedAt > TICK_MS + SLEPT_MS) reconnect()
    tickedAt = now
    cancelTick = ports.clock.at(now + TICK_MS, tick)
  }

  function reconnect() {
    for (const [id, session] of sessions) {
      const row = mailboxById(store.reader, id)
      if (row?.activity === 'waiting' && isRefusal(row.waitBecause)) continue
      session.reconnect()
      // A session that ended (offline, refused login) is looked at again as its row says.
      if (session.hasEnded()) void open(id)
    }
    sending.poke()
  }

  return {
    deps,
    sending,
    uploads,
    session: (id) => sessions.get(id) ?? null,
    open,
    close,
    reconnect,
    async stop() {
      stopping.abort()
      cancelTick()
      stopEncodings()
      stopCardMoves()
      await Promise.all([sending.stop(), draftCopies.stop()])
      await Promise.all([...sessions.keys()].map(close))
      await deps.queue.drained()
    },
  }
}
