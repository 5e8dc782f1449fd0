import type { MailboxDetail } from '../../shared/api/mailboxes.ts'
import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { Certificate, Folder, Mailbox, Server } from '../../shared/model/mailbox.ts'
import type { Reader } from './handle.ts'
import { isNewsBad, type MailboxRow } from './mailboxes.ts'

export type MailboxCounts = Mailbox['counts']

/** Counted over every letter of the mailbox: runs on the reader's thread. */
export function mailboxCounts(db: Reader, id: MailboxId): MailboxCounts {
  const letters = db.sql<{ loaded: number; bound: number }>(
    'SELECT count(DISTINCT message_id) AS loaded, count(DISTINCT CASE WHEN contact_id IS NOT NULL THEN message_id END) AS bound FROM conversation_messages WHERE mailbox_id = ?',
  )
  // Known by their head only: neither with a client nor without one until they are loaded.
  const skipped = db.sql<{ n: number; bound: number }>(
    `SELECT count(*) AS n, count(n.contact_id) AS bound FROM pending p JOIN folders f ON f.id = p.folder_id
     JOIN conversation_messages n ON n.message_id = p.message_id AND n.mailbox_id = f.mailbox_id WHERE f.mailbox_id = ? AND p.because IN ('too-big', 'asked')`,
  )
  // Only their source is kept. index messages_not_parsed (id), then conversation_messages_by_message
  const notParsed = db.sql<{ n: number; bound: number }>(
    `SELECT count(DISTINCT m.id) AS n, count(DISTINCT CASE WHEN n.contact_id IS NOT NULL THEN m.id END) AS bound
     FROM messages m CROSS JOIN conversation_messages n ON n.message_id = m.id WHERE m.reading = 'not-parsed' AND n.mailbox_id = ?`,
  )
  const unread = db.sql<{ n: number }>(
    'SELECT count(*) AS n FROM unread u JOIN mailboxes b ON b.id = u.mailbox_id AND b.owner_id = u.user_id WHERE b.id = ?',
  )
  const { loaded, bound: all } = letters.get(id) ?? { loaded: 0, bound: 0 }
  const out = [skipped.get(id), notParsed.get(id)]
  const left = out.reduce((sum, one) => sum + (one?.n ?? 0), 0)
  const bound = all - out.reduce((sum, one) => sum + (one?.bound ?? 0), 0)
  return { loaded, bound, unbound: loaded - left - bound, skipped: left, unread: unread.get(id)?.n ?? 0 }
}

/** Everything of `Mailbox` that its own row says; `certificate` is the one that was not accepted last. */
export function mailboxShown(
  row: MailboxRow,
  owner: Mailbox['owner'],
  counts: MailboxCounts,
  certificate: Certificate | null,
): Omit<Mailbox, 'audit' | 'progress' | 'coming' | 'sendingRest' | 'sendingTrouble' | 'hasLostFolder'> {
  return {
    id: row.id,
    address: row.address,
    displayName: row.displayName,
    provider: row.provider,
    incoming: row.incoming,
    hosts: { imap: row.imapHost, smtp: row.smtpHost },
    kind: row.kind,
    owner,
    light: lightOf(row),
    receiving: row.receiving,
    sending: row.sending,
    activity: activityOf(row),
    counts,
    lastSyncAt: row.lastSyncAt,
    lastError:
      isNewsBad(row) && row.lastErrorAt !== null
        ? {
            at: row.lastErrorAt,
            trouble: row.lastErrorTrouble ?? 'unknown',
            serverWords: row.lastErrorWords,
            certificate,
          }
        : null,
    nextTryAt: row.activity === 'waiting' ? row.waitUntil : null,
    isOffline: row.activity === 'offline',
  }
}

function lightOf(row: MailboxRow): Mailbox['light'] {
  const receives = row.receiving === 'works'
  const sends = row.sending === 'works'
  if (receives) return sends ? 'green' : 'blue'
  return sends ? 'grey' : 'red'
}

function activityOf(row: MailboxRow): Mailbox['activity'] {
  switch (row.activity) {
    case 'watching':
      return { is: 'watching', by: row.watchBy ?? 'poll' }
    case 'waiting':
      return { is: 'waiting', until: row.waitUntil ?? row.activitySince, because: row.waitBecause ?? 'unknown' }
    case 'needs-login':
    case 'paused':
      return { is: row.activity, since: row.activitySince }
    default:
      return { is: row.activity }
  }
}

export function settingsOf(row: MailboxRow): MailboxDetail['settings'] {
  const {
    displayName,
    signature,
    grouping,
    twoWayFlags,
    sentCopy,
    pollMinutes,
    sizeLimitMb,
    createContacts,
    draftsOnServer,
  } = row
  const { limitMinute, limitHour, limitDay, limitLetter } = row
  return {
    ...{ limitMinute, limitHour, limitDay, limitLetter },
    displayName,
    signature,
    grouping,
    twoWayFlags,
    sentCopy,
    pollMinutes,
    sizeLimitMb,
    createContacts,
    draftsOnServer,
    depth: depthOf(row),
  }
}

function depthOf(row: MailboxRow): MailboxDetail['settings']['depth'] {
  if (row.depthKind === 'days' && row.depthDays !== null) return { kind: 'days', days: row.depthDays }
  if (row.depthKind === 'since' && row.depthSince !== null) return { kind: 'since', since: row.depthSince }
  return row.depthKind === 'new' ? { kind: 'new' } : { kind: 'all' }
}

export function serverOf(row: MailboxRow, half: 'imap' | 'smtp'): Server | null {
  const [host, port, security, login, pinnedCertificate, allowPlaintext] =
    half === 'imap'
      ? ([row.imapHost, row.imapPort, row.imapSecurity, row.imapLogin, row.imapPinned, row.imapPlaintext] as const)
      : ([row.smtpHost, row.smtpPort, row.smtpSecurity, row.smtpLogin, row.smtpPinned, row.smtpPlaintext] as const)
  if (host === null || port === null || security === null || login === null) return null
  return { host, port, security, login, pinnedCertificate, allowPlaintext }
}

interface RawFolder {
  id: FolderId
  path: string
  name: string
  role: Folder['role']
  isTicked: number
  serverCount: number | null
  auditedAt: number | null
  auditServer: number | null
  auditHere: number | null
  hereCount: number
  isLoaded: number
  depthTotal: number | null
  comingCount: number
}

export interface FolderFacts extends Folder {
  isLoaded: boolean
  depthTotal: number | null
  /** Large letters of its past that are on their way; one that the server refuses again and again is not. */
  comingCount: number
}

/** Folders that the server shows; `hereCount` is 0 for unticked ones. */
export function folderFacts(db: Reader, mailbox: MailboxId): FolderFacts[] {
  const rows = db.sql<RawFolder>(
    `SELECT id, path, name, role, is_ticked AS isTicked, server_count AS serverCount, audited_at AS auditedAt, audit_server AS auditServer, audit_here AS auditHere,
       is_loaded AS isLoaded, depth_total AS depthTotal, here_count AS hereCount,
       (SELECT count(*) FROM pending p WHERE p.folder_id = folders.id AND p.message_id IS NULL AND p.because = 'large'
          AND p.tries < 4 AND p.uid < folders.live_from_uid) AS comingCount FROM folders WHERE mailbox_id = ? AND gone_at IS NULL ORDER BY id`,
  )
  return rows.all(mailbox).map((row) => ({
    ...row,
    isTicked: row.isTicked === 1,
    isLoaded: row.isLoaded === 1,
    hereCount: row.isTicked === 1 || row.role === 'other' ? row.hereCount : 0,
  }))
}
