// What a mailbox does that is read by POP3: look, take what is new, and let the line go until the next look.
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { type FolderRow, folderById } from '../store/folders.ts'
import { mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import { isAskedFor, nextPendingAt } from '../store/pending.ts'
import { audit, auditIfDue } from './audit.ts'
import type { Deps } from './deps.ts'
import { afterRound } from './failure.ts'
import type { History } from './history.ts'
import { numberLetters } from './pop3-numbers.ts'
import { pullNew } from './pull-new.ts'
import { pullPending } from './pull-pending.ts'
import { tidySearch } from './tidy-search.ts'

/** What the session lends to its protocol. */
export interface Line {
  readonly history: History
  /** The session stops, or somebody wants a fresh line. */
  isOver(): boolean
  /** Opens the line with the row's login; the failure, or null when it stands or nobody can sign in. */
  open(): Promise<Failure | 'no-login' | null>
  close(): Promise<void>
  /** Waits for the bell, at most until then (UTC ms). */
  ring(until: number): Promise<void>
  wake(): void
  /** Those who asked for a count against the server; each is told whether it was made. */
  takeAuditors(): ((isDone: boolean) => void)[]
  hasAuditors(): boolean
}

/** Looks again and again until the line fails (the failure) or is over. The server locks the mailbox while the line stands. */
export async function watchByPop3(deps: Deps, id: MailboxId, line: Line): Promise<Failure | null> {
  const { store, ports } = deps
  while (!line.isOver()) {
    const lookedAt = ports.clock.now()
    const nextLook = () => lookedAt + (mailboxById(store.reader, id)?.pollMinutes ?? 5) * 60_000
    const opened = await line.open()
    if (opened === 'no-login' || line.isOver()) return null
    const failure = opened ?? (await look(deps, id, line, nextLook))
    if (failure) return failure
    await line.close()
    // The bell rings for much that means nothing to this server; a person's wish does.
    const retryAt = nextPendingAt(store.reader, id, lookedAt) ?? Number.POSITIVE_INFINITY
    const until = () => Math.min(nextLook(), retryAt)
    const wantsMore = () => line.hasAuditors() || isAskedFor(store.reader, id, ports.clock.now())
    if (!mailboxById(store.reader, id)?.loadedAt) continue
    while (!line.isOver() && ports.clock.now() < until() && !wantsMore()) await line.ring(until())
  }
  return null
}

async function look(deps: Deps, id: MailboxId, line: Line, until: () => number): Promise<Failure | null> {
  const { store, ports } = deps
  const folder = await numberLetters(deps, id)
  if ('ok' in folder) return folder
  store.write((tx) => {
    const row = mailboxById(tx, id)
    updateMailbox(tx, id, { loginRefusals: 0, receiving: 'works' })
    setActivity(tx, id, row?.loadedAt ? { is: 'watching', by: 'poll' } : { is: 'loading' }, ports.clock.now())
  })
  const failure =
    (await pullNew(deps, id, 'all')) ??
    afterRound(deps, id, true) ??
    (await load(deps, id, line, until)) ??
    afterRound(deps, id, false) ??
    (await count(deps, id, line))
  // A line that breaks all the time but brings something each time is tried again soon; one that brings nothing waits longer.
  if (!failure || hasMoved(folder, folderById(store.reader, folder.id)))
    store.write((tx) => updateMailbox(tx, id, { failures: 0 }))
  return failure
}

/** The past, newest first, until it is through or it is time to look for new letters; the server shows them to a new line only. */
async function load(deps: Deps, id: MailboxId, line: Line, until: () => number): Promise<Failure | null> {
  const { store, ports } = deps
  let lost: Failure | null = null
  let isLoading = true
  const isOver = () => line.isOver() || lost !== null || ports.clock.now() >= until()
  const loading = line.history.run(isOver).finally(() => {
    isLoading = false
    line.wake()
  })
  // Its fault is heard below; until then it must not count as unheard.
  loading.catch(() => undefined)
  while (isLoading && !isOver()) {
    lost ??= await pullPending(deps, id, 'asked')
    if (isLoading && !isOver()) await line.ring(until())
  }
  const stopped = await loading
  if (lost ?? stopped) return lost ?? stopped
  if (isOver()) return null
  const failure = await pullPending(deps, id, 'rest')
  if (failure || mailboxById(store.reader, id)?.activity !== 'loading') return failure
  store.write((tx) => {
    updateMailbox(tx, id, { loadedAt: ports.clock.now() })
    setActivity(tx, id, { is: 'watching', by: 'poll' }, ports.clock.now())
  })
  void tidySearch(deps)
  return null
}

async function count(deps: Deps, id: MailboxId, line: Line): Promise<Failure | null> {
  if (!line.hasAuditors()) return await auditIfDue(deps, id)
  const auditors = line.takeAuditors()
  const failure = await audit(deps, id)
  for (const tell of auditors) tell(failure === null)
  return failure
}

function hasMoved(before: FolderRow, now: FolderRow | null): boolean {
  return now !== null && (now.lowUid !== before.lowUid || now.highUid !== before.highUid)
}
