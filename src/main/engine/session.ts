// One sync session per mailbox. What it waits for is a row; this loop may die at any moment and be started again.
import type { MailboxId } from '../../shared/model/ids.ts'
import { presetOf } from '../mail/providers.ts'
import type { Failure, WatchEvent } from '../mail/types.ts'
import { foldersOf, lettersHere } from '../store/folders.ts'
import { isNewsBad, type MailboxRow, mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import { audit, auditIfDue } from './audit.ts'
import type { Deps } from './deps.ts'
import { errorCode } from './error-code.ts'
import { afterFailure, afterRound, askForLogin, type Lost } from './failure.ts'
import { pullFlags, pushFlags } from './flags.ts'
import { refreshFolders } from './folders.ts'
import { createHistory, type History } from './history.ts'
import { loginOf } from './login.ts'
import { watchByPop3 } from './pop3-session.ts'
import { pullBeside } from './pull-beside.ts'
import { pullNew } from './pull-new.ts'
import { pullPending } from './pull-pending.ts'
import { createSignal } from './signal.ts'
import { tidySearch } from './tidy-search.ts'

const UNWRITTEN_RETRY_MS = 60_000

export interface Session {
  /** Something changed here or on the server: look at once. */
  poke(): void
  /** Drops the connections and opens them again at once (resume from sleep, "check now"). */
  reconnect(): void
  /** True when this session does nothing any more (offline, paused, sign in again): the row says what comes next. */
  hasEnded(): boolean
  /** True while the box can be used on the link. */
  isOpen(): boolean
  /** Counts every ticked folder against the server; false when it cannot be asked. */
  audit(): Promise<boolean>
  stop(): Promise<void>
  /** What the line rests for while a full disk cannot keep it as a row. */
  unwritten(): Unwritten | null
  readonly history: History
}

export interface Unwritten {
  trouble: Failure['trouble']
  at: number
  until: number
}

export function startSession(id: MailboxId, deps: Deps): Session {
  const { store, ports } = deps
  const bell = createSignal()
  let isStopped = false
  let isOpen = false
  let mustReconnect = false
  const moves = createSignal()
  const history = createHistory(id, deps, moves.ring)
  let auditors: ((isDone: boolean) => void)[] = []
  let hasEnded = false
  let unwritten: Unwritten | null = null
  const finished = live().finally(() => {
    hasEnded = true
  })

  async function live(): Promise<void> {
    while (!isStopped) {
      const row = mailboxById(store.reader, id)
      if (!row || row.removedAt || !row.imapHost || ['paused', 'offline', 'needs-login'].includes(row.activity)) return
      if (row.activity === 'waiting' && row.waitUntil !== null && row.waitUntil > ports.clock.now() && !mustReconnect) {
        await ring(row.waitUntil)
        continue
      }
      mustReconnect = false
      const failure = await online(row).catch(faultOf)
      isOpen = false
      await ports.link.close(id)
      for (const tell of takeAuditors()) tell(false)
      if (failure && !isStopped && !mustReconnect) await keepFailure(failure)
    }
  }

  // On a full disk the wait itself cannot be written: then it is held here, and written as soon as there is room.
  async function keepFailure(failure: Lost): Promise<void> {
    while (!isStopped) {
      try {
        afterFailure(deps, id, failure)
        unwritten = null
        return
      } catch (error) {
        const { trouble } = faultOf(error)
        const now = ports.clock.now()
        unwritten = { trouble, at: unwritten?.at ?? now, until: now + UNWRITTEN_RETRY_MS }
        // Nothing is written by this: it only tells the screens.
        store.write((tx) => tx.changed('mailboxes', id))
      }
      await ring(unwritten.until)
      if (!mustReconnect) continue
      unwritten = null
      return
    }
  }

  // The bell or the time, whichever comes first.
  async function ring(until: number): Promise<void> {
    const cancel = ports.clock.at(until, () => bell.ring())
    await bell.heard()
    cancel()
  }

  async function openLine(row: MailboxRow): Promise<Failure | 'no-login' | null> {
    const login = loginOf(deps, row, 'imap')
    if (!login) {
      // Without the key no password can be read: no server has refused anything, only a person can help.
      askForLogin(deps, id)
      return 'no-login'
    }
    const opened = await ports.link.open(id, login)
    if (!opened.ok) return opened
    isOpen = !isStopped
    return null
  }

  function takeAuditors(): typeof auditors {
    const taken = auditors
    auditors = []
    return taken
  }

  function byPop3(row: MailboxRow): Promise<Failure | null> {
    return watchByPop3(deps, id, {
      history,
      isOver: () => isStopped || mustReconnect,
      open: () => openLine(row),
      async close() {
        isOpen = false
        await ports.link.close(id)
      },
      ring,
      wake: () => bell.ring(),
      hasAuditors: () => auditors.length > 0,
      takeAuditors,
    })
  }

  async function online(row: MailboxRow): Promise<Lost | null> {
    store.write((tx) => setActivity(tx, id, { is: 'connecting' }, ports.clock.now()))
    if (row.incoming === 'pop3') return await byPop3(row)
    const opened = await openLine(row)
    if (opened === 'no-login') return null
    if (opened) return opened
    if (isStopped) return null
    const listed = await refreshFolders(deps, id)
    if (listed) return listed
    let lost: Lost | null = null
    const onEvent = (event: WatchEvent) => {
      if (event.is === 'closed') lost = event.failure
      if (event.is === 'exists') news.add(event.path)
      if (event.is === 'flags' || event.is === 'expunge') stale.add(event.path)
      bell.ring()
    }
    const news = new Set<string>()
    const stale = new Set<string>()
    const inbox = foldersOf(store.reader, id).find((folder) => folder.role === 'inbox')
    if (!inbox) return { ok: false, trouble: 'no-inbox', serverWords: '', certificate: null }
    const watched = await ports.link.watch(id, inbox.path, onEvent, {
      renewSeconds: presetOf(row.provider)?.idleRenewSeconds ?? 25 * 60,
    })
    if (!watched.ok) return watched
    store.write((tx) => {
      updateMailbox(tx, id, { loginRefusals: 0, receiving: 'works' })
      setActivity(tx, id, row.loadedAt ? { is: 'watching', by: watched.by } : { is: 'loading' }, ports.clock.now())
    })

    const before = lettersHere(store.reader, id)
    let polledAt = Number.NEGATIVE_INFINITY
    // Asked anew each time: the owner may change how often.
    const nextPoll = () => polledAt + (mailboxById(store.reader, id)?.pollMinutes ?? 5) * 60_000
    let isLoading = true
    let isFirstRound = true
    const isOver = () => isStopped || mustReconnect || lost !== null
    // A letter's own row says best why the line broke: the others only learn that it is gone.
    const lose = (failure: Lost | null) => {
      if (failure && (!lost || failure.isTold)) lost = failure
    }
    const beside = pullBeside(deps, id, {
      isOver,
      mayRetry: () => !isFirstRound,
      moves,
      // What came is counted by the round.
      came: bell.ring,
      rested() {
        if (!isLoading && !isFirstRound && !lost) settle(watched.by)
      },
    })
      .catch(faultOf)
      .then((failure) => {
        lose(failure)
        bell.ring()
      })
    const loading = history
      .run(isOver)
      .catch(faultOf)
      .then((failure) => {
        isLoading = false
        lose(failure)
        moves.ring()
        bell.ring()
      })
    while (!isOver()) {
      const now = ports.clock.now()
      const isPoll = now >= nextPoll()
      const box = mailboxById(store.reader, id)!
      if (isPoll) polledAt = now
      const isAsked = isPoll || news.size > 0 || isNewsBad(box)
      const failure: Lost | null =
        (await pushFlags(deps, id)) ??
        (await pullNew(deps, id, isPoll ? 'all' : news)) ??
        // A letter that was moved takes the mark with it that it has here.
        (await pushFlags(deps, id)) ??
        (await pullPending(deps, id, 'asked')) ??
        (await pullFlags(deps, id, isPoll ? 'all' : stale)) ??
        (isAsked && !lost ? afterRound(deps, id, isLoading) : null) ??
        (isLoading || lost ? null : await auditIfDue(deps, id))
      lose(failure)
      if (failure) break
      isFirstRound = false
      moves.ring()
      if (!isOver()) await ring(nextPoll())
    }
    await loading
    moves.ring()
    await beside
    return lost && { ...(lost as Lost), hasBrought: lettersHere(store.reader, id) !== before }
  }

  // The first import is through: from now on the mailbox watches.
  function settle(by: 'idle' | 'poll') {
    const row = mailboxById(store.reader, id)
    if (row?.activity !== 'loading' && row?.activity !== 'connecting') return
    store.write((tx) => {
      updateMailbox(tx, id, { loadedAt: row.loadedAt ?? ports.clock.now() })
      setActivity(tx, id, { is: 'watching', by }, ports.clock.now())
    })
    if (row.loadedAt === null) void tidySearch(deps)
  }

  function faultOf(error: unknown): Failure {
    // Calls under way throw when we close the line ourselves.
    if (isStopped || mustReconnect) return { ok: false, trouble: 'no-network', serverWords: '', certificate: null }
    const words = error instanceof Error ? error.message : String(error)
    ports.log.error(
      { mailbox: id, words, stack: error instanceof Error ? error.stack : undefined },
      'sync session failed',
    )
    return {
      ok: false,
      trouble: errorCode(error) === 'SQLITE_FULL' ? 'disk-full' : 'unknown',
      serverWords: '',
      certificate: null,
    }
  }

  return {
    history,
    poke: () => bell.ring(),
    reconnect() {
      mustReconnect = true
      void ports.link.close(id)
      bell.ring()
    },
    isOpen: () => isOpen,
    hasEnded: () => hasEnded,
    unwritten: () => unwritten,
    async audit() {
      const row = mailboxById(store.reader, id)
      if (row?.incoming !== 'pop3') return isOpen && (await audit(deps, id)) === null
      if (hasEnded || row.activity === 'waiting') return false
      const counted = new Promise<boolean>((resolve) => auditors.push(resolve))
      bell.ring()
      return await counted
    },
    async stop() {
      isStopped = true
      bell.ring()
      if (isOpen) await ports.link.close(id)
      await finished
    },
  }
}
