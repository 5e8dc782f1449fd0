// Drafts lie in the server's Drafts folder too, where the mailbox's owner wants it: the newest text replaces our own former copy.
import type { MailboxId } from '../../shared/model/ids.ts'
import {
  type DraftCopy,
  draftCopiesDue,
  draftCopyFiled,
  draftCopyLater,
  dropDraftCopy,
  nextDraftCopyAt,
  ownerOfDraft,
} from '../store/draft-copies.ts'
import { draftById } from '../store/drafts.ts'
import { note } from '../store/facts.ts'
import { foldersOf } from '../store/folders.ts'
import { type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import { userById } from '../store/users.ts'
import { draftMime } from './compose-draft.ts'
import { DRAFT_HEADER, mimeBytes } from './compose-mime.ts'
import type { Deps } from './deps.ts'

/** While the mailbox has no line, or its folders are not listed yet. */
const LINE_AGAIN_MS = 15_000
const MINUTE_MS = 60_000
/** After each failure in a row; the last one again and again. */
const AGAIN_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 240 * MINUTE_MS]

export interface DraftCopies {
  stop(): Promise<void>
}

export function createDraftCopies(deps: Deps, isOpen: (mailbox: MailboxId) => boolean): DraftCopies {
  const { store, ports } = deps
  let cancel: (() => void) | null = null
  let isStopped = false
  let running: Promise<void> | null = null
  const forget = store.onChanges((changes) => {
    if (changes.has('drafts') || changes.has('mailboxes')) wake()
  })

  function wake(): void {
    if (isStopped || running) return
    cancel?.()
    cancel = null
    const now = ports.clock.now()
    if (draftCopiesDue(store.reader, now).length) {
      running = stepAll().finally(() => {
        running = null
        wake()
      })
      return
    }
    const next = nextDraftCopyAt(store.reader, now)
    if (next !== null) cancel = ports.clock.at(next, wake)
  }

  async function stepAll(): Promise<void> {
    for (const copy of draftCopiesDue(store.reader, ports.clock.now())) {
      if (isStopped) return
      try {
        await step(copy)
      } catch (error) {
        // The box was closed under our hands (the link throws then), or the disk is full: the row stays and waits.
        const words = error instanceof Error ? error.message : String(error)
        ports.log.warn({ mailbox: copy.mailboxId, words }, 'a draft has to wait for its place on the server')
        if (!isStopped) later(copy)
      }
    }
  }

  async function step(copy: DraftCopy): Promise<void> {
    const mailbox = mailboxById(store.reader, copy.mailboxId)
    if (!mailbox?.imapHost || mailbox.incoming === 'pop3' || mailbox.removedAt)
      return store.write((tx) => dropDraftCopy(tx, copy))
    const source = await sourceOf(copy, mailbox)
    // It never got there: nothing to take away.
    if (source === null && copy.folder === null) return store.write((tx) => dropDraftCopy(tx, copy))
    if (!isOpen(copy.mailboxId)) return later(copy)
    const folder = draftsFolder(copy.mailboxId)
    if (folder === null) return failed(copy, mailbox)

    const link = ports.link
    const former = copy.folder ?? folder
    const found = await link.findByHeader(copy.mailboxId, former, DRAFT_HEADER, copy.publicId)
    if (!found.ok) return failed(copy, mailbox)
    if (source !== null) {
      const put = await link.append(copy.mailboxId, folder, [source], ['\\Draft', '\\Seen'], ports.clock.now())
      if (!put.ok) return failed(copy, mailbox)
      store.write((tx) => draftCopyFiled(tx, copy, folder, put.uid))
    }
    // The former one goes last: at no moment is there none.
    const old = copy.uid !== null && found.uids.includes(copy.uid) ? [copy.uid] : found.uids
    const { uidValidity } = found
    const removed = old.length
      ? await link.remove(copy.mailboxId, { path: former, uidValidity }, old)
      : ({ ok: true } as const)
    if (source === null) {
      if (removed.ok) store.write((tx) => dropDraftCopy(tx, copy))
      else failed(copy, mailbox)
    }
  }

  /** The newest text as a letter; null when it is not wanted there (any more). */
  async function sourceOf(copy: DraftCopy, mailbox: MailboxRow): Promise<Uint8Array | null> {
    const owner = ownerOfDraft(store.reader, copy.draftId)
    const user = owner === null ? null : userById(store.reader, owner)
    const draft = owner === null ? null : draftById(store.reader, owner, copy.draftId)
    if (!user || !draft || draft.mailboxId !== copy.mailboxId || !mailbox.draftsOnServer) return null
    return await mimeBytes(await draftMime(deps, user, mailbox, draft, copy.publicId))
  }

  function draftsFolder(mailbox: MailboxId): string | null {
    return foldersOf(store.reader, mailbox).find((folder) => folder.role === 'drafts')?.path ?? null
  }

  function later(copy: DraftCopy): void {
    store.write((tx) => draftCopyLater(tx, copy, ports.clock.now() + LINE_AGAIN_MS, copy.tries))
  }

  // Said once in a row of failures: it mends itself, and nothing of the draft depends on it.
  function failed(copy: DraftCopy, mailbox: MailboxRow): void {
    const now = ports.clock.now()
    const wait = AGAIN_MS[Math.min(copy.tries, AGAIN_MS.length - 1)] ?? MINUTE_MS
    store.write((tx) => {
      draftCopyLater(tx, copy, now + wait, copy.tries + 1)
      if (copy.tries === 0) note(tx, now, { what: 'draft-not-on-server', tone: 'warn', mailboxId: mailbox.id })
    })
  }

  wake()
  return {
    async stop() {
      isStopped = true
      forget()
      cancel?.()
      await running
    },
  }
}
