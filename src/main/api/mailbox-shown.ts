import type { MailboxDetail } from '../../shared/api/mailboxes.ts'
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import { LARGE_BYTES } from '../engine/pull-letters.ts'
import { roomMissing } from '../engine/room.ts'
import { defaultLimits } from '../engine/send-limits.ts'
import { lostFolders } from '../store/folders.ts'
import { type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import {
  type FolderFacts,
  folderFacts,
  type MailboxCounts,
  mailboxShown,
  serverOf,
  settingsOf,
} from '../store/mailboxes-read.ts'
import { lettersToCome } from '../store/pending.ts'
import { waitsOf } from '../store/send-waits.ts'
import { sendingTrouble } from '../store/sending-trouble.ts'
import { shownCertificate } from '../store/shown-certificate.ts'
import type { App, Caller } from './context.ts'
import { Problem } from './problems.ts'
import { ownMailbox } from './reading.ts'

export async function mailboxesShown(caller: Caller, ids: readonly MailboxId[]): Promise<Mailbox[]> {
  const counts = await caller.app.counts.of(ids)
  return ids.flatMap((id, n) => {
    const row = mailboxById(caller.app.store.reader, id)
    const own = counts[n]
    return row && own ? [shown(caller, row, own)] : []
  })
}

export async function mailboxDetail(caller: Caller, id: MailboxId): Promise<MailboxDetail> {
  const [mailbox] = await mailboxesShown(caller, [ownMailbox(caller, id)])
  const row = mailboxById(caller.app.store.reader, id)
  if (!mailbox || !row) throw new Problem('not-found')
  const folders = folderFacts(caller.app.store.reader, id).map(
    ({ isLoaded: _, depthTotal: __, comingCount: ___, ...folder }) => folder,
  )
  return {
    mailbox,
    settings: settingsOf(row),
    defaultLimits: defaultLimits(row.provider),
    imap: serverOf(row, 'imap'),
    smtp: serverOf(row, 'smtp'),
    folders,
    lostFolders: lostFolders(caller.app.store.reader, id).map(({ id, path, name, role }) => ({ id, path, name, role })),
  }
}

function shown({ app, user }: Caller, row: MailboxRow, counts: MailboxCounts): Mailbox {
  const folders = folderFacts(app.store.reader, row.id).filter((folder) => folder.isTicked)
  return {
    ...mailboxShown(row, { id: user.id, name: user.name }, counts, shownCertificate(app.store.reader, row.id)),
    ...restNow(app, row),
    sendingRest: restOf(app, row),
    sendingTrouble: row.sending === 'fails' ? sendingTrouble(app.store.reader, row.id) : null,
    audit: auditOf(folders),
    // POP3 has no folders: those that IMAP read before are not missed.
    hasLostFolder: row.incoming === 'imap' && lostFolders(app.store.reader, row.id).length > 0,
    progress: progressOf(app, row, folders),
    coming: comingOf(app, row),
  }
}

/** A wait that could not be written, since the disk is full. */
function restNow({ engine }: App, row: MailboxRow): Partial<Pick<Mailbox, 'activity' | 'lastError' | 'nextTryAt'>> {
  const rest = engine.session(row.id)?.unwritten() ?? null
  if (rest === null) return {}
  return {
    activity: { is: 'waiting', until: rest.until, because: rest.trouble },
    lastError: { at: rest.at, trouble: rest.trouble, serverWords: '', certificate: null },
    nextTryAt: rest.until,
  }
}

function restOf({ store }: App, row: MailboxRow): Mailbox['sendingRest'] {
  if (row.sendingPausedAt !== null)
    return { because: 'sending-paused', since: row.sendingPausedAt, until: null, serverWords: '' }
  const block = waitsOf(store.reader, row.id).find((wait) => wait.because === 'provider-block')
  return block ? { ...block, because: 'provider-block' } : null
}

function auditOf(folders: readonly FolderFacts[]): Mailbox['audit'] {
  const counted = folders.filter((folder) => folder.auditedAt !== null)
  if (!counted.length) return null
  const sum = (of: (folder: FolderFacts) => number | null) =>
    counted.reduce((total, folder) => total + (of(folder) ?? 0), 0)
  return {
    at: Math.min(...counted.map((folder) => folder.auditedAt ?? 0)),
    server: sum((folder) => folder.auditServer),
    here: sum((folder) => folder.auditHere),
  }
}

/** Letters whose loading broke off or has no room; the first import tells of the others. */
function comingOf({ store, freeDiskBytes }: App, row: MailboxRow): Mailbox['coming'] {
  if (row.activity === 'offline') return null
  const { largest, ...coming } = lettersToCome(store.reader, row.id)
  const room = coming.letters > 0 && largest > LARGE_BYTES ? roomMissing({ freeDiskBytes }, largest) : null
  return coming.nextTryAt === null && room === null ? null : { ...coming, room }
}

/** While a ticked folder is still being loaded for the first time, its large letters too, which come last. */
function progressOf({ engine }: App, row: MailboxRow, folders: readonly FolderFacts[]): Mailbox['progress'] {
  if (
    row.activity === 'offline' ||
    !folders.length ||
    folders.every((folder) => folder.isLoaded && !folder.comingCount)
  )
    return null
  const history = engine.session(row.id)?.history
  const done = folders.reduce((sum, folder) => sum + folder.hereCount, 0)
  const total = Math.max(
    done,
    folders.reduce((sum, folder) => sum + (folder.depthTotal ?? folder.serverCount ?? 0), 0),
  )
  const perSecond = history?.perSecond() ?? null
  const etaSeconds = perSecond !== null && perSecond > 0 ? Math.round((total - done) / perSecond) : null
  return { done, total, perSecond, etaSeconds, nowAt: history?.nowAt() ?? null }
}
