// The copy of a sent letter in the server's Sent folder, and what that folder tells about an uncertain one.
import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import { afterCopyFailure, type CopyStep, nextCopyStep } from '../domain/sent-copy.ts'
import { lookedOf, setLooked } from '../store/attempts.ts'
import { note } from '../store/facts.ts'
import { type FolderRow, folderById, foldersOf, isUnchanged } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { type OutboxItem, outboxById } from '../store/outbox.ts'
import { copiesDue, nextCopyAt, setCopy, wakeCopies } from '../store/outbox-copies.ts'
import type { Deps } from './deps.ts'
import { refreshFolders } from './folders.ts'
import { takeAsSent } from './letter-sent.ts'
import { wholeSource } from './letter-source.ts'

/** While the mailbox has no line, or its folders are not listed yet. */
const LINE_AGAIN_MS = 15_000
/** When an uncertain letter is looked for; found proves that it went, not found proves nothing. */
const EVIDENCE_WAITS_MS = [5_000, 20_000, 60_000, 600_000, 3_600_000]

export interface SentCopies {
  wake(): void
  /** Somebody chose the Sent folder, or the line came back. */
  lookAgain(): void
  stop(): Promise<void>
}

/** `onProof`: what was put off of a letter that turned out to have gone is due. */
export function createSentCopies(deps: Deps, isOpen: (mailbox: MailboxId) => boolean, onProof: () => void): SentCopies {
  const { store, ports } = deps
  let cancel: (() => void) | null = null
  let isStopped = false
  let running: Promise<void> | null = null

  function wake(): void {
    if (isStopped || running) return
    cancel?.()
    cancel = null
    const now = ports.clock.now()
    if (copiesDue(store.reader, now).length) {
      running = stepAll().finally(() => {
        running = null
        wake()
      })
      return
    }
    const next = nextCopyAt(store.reader, now)
    if (next !== null) cancel = ports.clock.at(next, wake)
  }

  async function stepAll(): Promise<void> {
    for (const item of copiesDue(store.reader, ports.clock.now())) {
      if (isStopped) return
      try {
        await step(item)
      } catch (error) {
        // The box was closed under our hands (the link throws then), or the disk is full: the row stays and waits.
        ports.log.warn(
          { outbox: item.id, words: error instanceof Error ? error.message : String(error) },
          'the copy of a sent letter has to wait',
        )
        if (!isStopped) later(item, ports.clock.now() + LINE_AGAIN_MS)
      }
    }
  }

  async function step(item: OutboxItem): Promise<void> {
    const mailbox = item.mailboxId && mailboxById(store.reader, item.mailboxId)
    if (!mailbox || !item.mailboxId || item.blobId === null) return end(item, { do: 'nothing', copy: 'off' })
    const sent = sentFolder(item.mailboxId)
    const facts = {
      setting: mailbox.sentCopy,
      provider: mailbox.provider,
      hasSentFolder: mailbox.imapHost !== null && mailbox.incoming === 'imap',
      sentAt: item.sentAt ?? item.createdAt,
      failures: item.copyTries,
    }
    const isUncertain = isAsked(item)
    const first =
      isUncertain && facts.hasSentFolder
        ? { do: 'look' as const }
        : nextCopyStep({ ...facts, now: ports.clock.now(), found: null })
    if (first.do === 'nothing') return end(item, first)
    // Two folders that could be it: nothing is guessed, the owner is asked.
    if (sent.is === 'ask') {
      if (isUncertain) store.write((tx) => setLooked(tx, item.id, 'no-folder', ports.clock.now()))
      return later(item, null)
    }
    if (sent.is !== 'one' || !isOpen(item.mailboxId)) return unreachable(item)

    const looked = await ports.link.findById(item.mailboxId, sent.folder, item.messageIdHeader)
    if (!looked.ok && looked.isOtherFolder && (await hasMoved(item.mailboxId, sent.folder)))
      return later(item, ports.clock.now())
    if (!looked.ok) return isUncertain ? unreachable(item) : failed(item)
    if (isUncertain) return evidence(item, looked.uids.length > 0)
    const next = nextCopyStep({ ...facts, now: ports.clock.now(), found: looked.uids.length > 0 })
    if (next.do === 'nothing') return end(item, next)
    if (next.do === 'wait') return later(item, next.until)
    const appended = await ports.link.append(
      item.mailboxId,
      sent.folder.path,
      await wholeSource(store.reader, item.blobId),
      ['\\Seen'],
      item.sentAt ?? ports.clock.now(),
    )
    if (!appended.ok) return failed(item)
    end(item, { do: 'nothing', copy: 'filed' })
  }

  function sentFolder(mailbox: MailboxId): { is: 'one'; folder: FolderRow } | { is: 'ask' | 'unlisted' } {
    const folders = foldersOf(store.reader, mailbox)
    const [first, second] = folders.filter((folder) => folder.role === 'sent')
    if (first && !second) return { is: 'one', folder: first }
    return { is: folders.length ? 'ask' : 'unlisted' }
  }

  /** Another folder has the name of Sent: where ours went, the server's list tells. */
  async function hasMoved(mailbox: MailboxId, before: FolderRow): Promise<boolean> {
    if (await refreshFolders(deps, mailbox)) return false
    const now = folderById(store.reader, before.id)
    return now !== null && !isUnchanged(now, before)
  }

  // Told once: the screen says since when, not how often.
  function unreachable(item: OutboxItem): void {
    const now = ports.clock.now()
    if (isAsked(item) && lookedOf(store.reader, item.id)?.is !== 'unreachable')
      store.write((tx) => setLooked(tx, item.id, 'unreachable', now))
    later(item, now + LINE_AGAIN_MS)
  }

  function evidence(item: OutboxItem, isFound: boolean): void {
    const now = ports.clock.now()
    if (isFound) {
      store.write((tx) => proveSent(tx, item, true, now))
      onProof()
      return
    }
    const wait = EVIDENCE_WAITS_MS[item.copyTries]
    store.write((tx) => {
      if (!isAsked(outboxById(tx, item.id))) return
      setLooked(tx, item.id, 'absent', now)
      setCopy(tx, item.id, {
        copy: 'pending',
        tries: item.copyTries + 1,
        until: wait === undefined ? null : now + wait,
      })
    })
  }

  function failed(item: OutboxItem): void {
    const failures = item.copyTries + 1
    const now = ports.clock.now()
    const next = afterCopyFailure(failures, now)
    if (next.do === 'wait') {
      store.write((tx) => {
        if (stillPending(tx, item)) setCopy(tx, item.id, { copy: 'pending', tries: failures, until: next.until })
      })
    } else end(item, next)
  }

  function later(item: OutboxItem, until: number | null): void {
    store.write((tx) => {
      if (stillPending(tx, item)) setCopy(tx, item.id, { copy: 'pending', tries: item.copyTries, until })
    })
  }

  function end(item: OutboxItem, step: CopyStep): void {
    if (step.do !== 'nothing') return
    const now = ports.clock.now()
    store.write((tx) => {
      if (!stillPending(tx, item)) return
      const isUncertain = isAsked(item)
      if (isUncertain) setLooked(tx, item.id, 'no-folder', now)
      // An uncertain letter keeps its question; where nothing can be looked up nothing is.
      setCopy(tx, item.id, {
        copy: isUncertain ? 'pending' : step.copy,
        tries: item.copyTries,
        until: null,
      })
      if (step.copy === 'not-filed')
        note(tx, now, {
          what: 'copy-not-filed',
          tone: 'warn',
          mailboxId: item.mailboxId,
          messageId: item.messageId,
          conversationId: item.conversationId,
        })
    })
  }

  return {
    wake,
    lookAgain() {
      store.write((tx) => wakeCopies(tx, ports.clock.now()))
      wake()
    },
    async stop() {
      isStopped = true
      cancel?.()
      await running
    },
  }
}

/**
 * The sync met a letter of ours on a server: an uncertain one did go. Its copy is filed only where it lies in Sent of the
 * mailbox that it left from; a recipient's mailbox may be connected here too.
 */
export function ownLetterArrived(
  tx: Writer,
  id: OutboxId,
  folder: Pick<FolderRow, 'mailboxId' | 'role'>,
  now: number,
): void {
  const item = outboxById(tx, id)
  if (!item) return
  const isCopy = folder.role === 'sent' && folder.mailboxId === item.mailboxId
  if (isAsked(item)) proveSent(tx, item, isCopy, now)
  else if (isCopy && (item.copy === 'pending' || item.copy === 'not-filed'))
    setCopy(tx, id, { copy: item.copyTries > 0 ? 'filed' : 'by-server', tries: item.copyTries, until: null })
}

/** Nobody is known to have the letter: a copy of it that lies on the server is none of ours. */
const isAsked = (item: OutboxItem | null) => item?.state === 'uncertain' && item.sentAt === null

// Only the server can have put it there: we file a copy only of what it has accepted.
function proveSent(tx: Writer, item: OutboxItem, isCopy: boolean, now: number): void {
  if (!isAsked(outboxById(tx, item.id))) return
  takeAsSent(tx, item, now)
  if (isCopy) setCopy(tx, item.id, { copy: 'by-server', tries: 0, until: null })
  const { mailboxId, messageId, conversationId } = item
  note(tx, now, { what: 'uncertain-found-sent', tone: 'ok', mailboxId, messageId, conversationId })
}

function stillPending(tx: Writer, item: OutboxItem): boolean {
  return outboxById(tx, item.id)?.copy === 'pending'
}
