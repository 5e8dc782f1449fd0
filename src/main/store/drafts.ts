import type { Draft, DraftContent } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { ConversationId, DraftId, MessageId, UserId } from '../../shared/model/ids.ts'
import { releaseBlob } from './blobs.ts'
import { draftIsGone, draftWasSaved } from './draft-copies.ts'
import { filesOfDraft } from './draft-files.ts'
import type { Reader, Writer } from './handle.ts'

type Flag = 'isSigned' | 'isQuoted' | 'isCommon'
type Raw = Omit<Draft, 'to' | 'cc' | 'bcc' | Flag> & { to: string; cc: string; bcc: string } & Record<Flag, number>

const COLUMNS = `id, mailbox_id AS mailboxId, conversation_id AS conversationId, reply_to AS replyTo, mode, "to", cc, bcc, subject, html,
  after_send AS afterSend, is_signed AS isSigned, is_quoted AS isQuoted, is_common AS isCommon, revision, saved_at AS savedAt`

/** A user's own drafts, the latest first. */
export function draftsOf(db: Reader, user: UserId): Draft[] {
  return db
    .sql<Raw>(`SELECT ${COLUMNS} FROM drafts WHERE user_id = ? ORDER BY saved_at DESC, id DESC LIMIT 500`)
    .all(user)
    .map(draftOf)
}

/** Null also for a draft of somebody else: only the author sees it. */
export function draftById(db: Reader, user: UserId, id: DraftId): Draft | null {
  const row = db.sql<Raw>(`SELECT ${COLUMNS} FROM drafts WHERE id = ? AND user_id = ?`).get(id, user)
  return row ? draftOf(row) : null
}

/** The latest answer begun to a letter of this conversation: the reply box has one draft. */
export function draftOfReply(db: Reader, user: UserId, message: MessageId, conversation: ConversationId): Draft | null {
  const row = db
    .sql<Raw>(
      `SELECT ${COLUMNS} FROM drafts WHERE user_id = :user AND mode IN ('reply', 'reply-all') AND (reply_to = :message OR
         (conversation_id = :conversation AND (reply_to IS NULL OR reply_to IN (SELECT message_id FROM conversation_messages WHERE conversation_id = :conversation)))) 
       ORDER BY saved_at DESC, id DESC LIMIT 1`,
    )
    .get({ user, message, conversation })
  return row ? draftOf(row) : null
}

export function addDraft(tx: Writer, user: UserId, draft: DraftContent, now: number): Draft {
  const added = tx
    .sql(
      `INSERT INTO drafts (user_id, mailbox_id, conversation_id, reply_to, mode, "to", cc, bcc, subject, html, after_send, is_signed, is_quoted, is_common,
         revision, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
    )
    .run(user, ...valuesOf(draft), now)
  // SQLite's row ids become our ids here.
  const id = Number(added.lastInsertRowid) as DraftId
  draftWasSaved(tx, id, draft, now)
  tellDrafts(tx, id)
  return { ...contentOf(draft), id, revision: 1, savedAt: now }
}

/** The next revision, or null when `revision` is not the one that is stored (or the draft is gone). */
export function saveDraft(
  tx: Writer,
  user: UserId,
  id: DraftId,
  revision: number,
  draft: DraftContent,
  now: number,
): Draft | null {
  const saved = tx
    .sql(
      `UPDATE drafts SET mailbox_id = ?, conversation_id = ?, reply_to = ?, mode = ?, "to" = ?, cc = ?, bcc = ?, subject = ?, html = ?, after_send = ?,
         is_signed = ?, is_quoted = ?, is_common = ?, revision = revision + 1, saved_at = ? WHERE id = ? AND user_id = ? AND revision = ?`,
    )
    .run(...valuesOf(draft), now, id, user, revision)
  if (!saved.changes) return null
  draftWasSaved(tx, id, draft, now)
  tellDrafts(tx, id)
  return { ...contentOf(draft), id, revision: revision + 1, savedAt: now }
}

/** Two rows turned out to be one letter: what answers it, or sends it on, does so still. */
export function renameAnswered(tx: Writer, from: MessageId, into: MessageId): void {
  tx.sql('UPDATE drafts SET reply_to = ? WHERE reply_to = ?').run(into, from)
}

export function dropDraft(tx: Writer, user: UserId, id: DraftId): boolean {
  const files = filesOfDraft(tx, id)
  const dropped = tx.sql('DELETE FROM drafts WHERE id = ? AND user_id = ?').run(id, user).changes > 0
  if (!dropped) return false
  for (const file of files) releaseBlob(tx, file.blobId)
  draftIsGone(tx, id)
  tellDrafts(tx, id)
  return true
}

/** Two windows wrote one draft: the later text is a draft of its own, and both windows are told. */
export function nameSecondDraft(tx: Writer, first: DraftId, second: DraftId): void {
  tx.sql('UPDATE drafts SET forked_from = ? WHERE id = ?').run(first, second)
  tellDrafts(tx, first)
}

export function secondDraftOf(db: Reader, user: UserId, first: DraftId): DraftId | null {
  return (
    db
      .sql<{ id: DraftId }>('SELECT id FROM drafts WHERE forked_from = ? AND user_id = ? ORDER BY id DESC LIMIT 1')
      .get(first, user)?.id ?? null
  )
}

function tellDrafts(tx: Writer, id: DraftId): void {
  tx.changed('drafts', id)
  tx.changed('counts')
}

function valuesOf(d: DraftContent): (string | number | null)[] {
  return [
    d.mailboxId,
    d.conversationId,
    d.replyTo,
    d.mode,
    JSON.stringify(d.to),
    JSON.stringify(d.cc),
    JSON.stringify(d.bcc),
    d.subject,
    d.html,
    d.afterSend,
    Number(d.isSigned),
    Number(d.isQuoted),
    Number(d.isCommon),
  ]
}

/** Word for word the same letter. */
export const isSameDraft = (one: DraftContent, other: DraftContent): boolean =>
  JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other))

// Only what a draft consists of: callers pass wider objects.
function contentOf({
  mailboxId,
  to,
  cc,
  bcc,
  subject,
  html,
  replyTo,
  mode,
  conversationId,
  afterSend,
  isSigned,
  isQuoted,
  isCommon,
}: DraftContent): DraftContent {
  return {
    ...{ mailboxId, to, cc, bcc, subject, html, replyTo, mode, conversationId, afterSend },
    ...{ isSigned, isQuoted, isCommon },
  }
}

// Written by `valuesOf` only.
const people = (json: string) => JSON.parse(json) as Person[]
const draftOf = (row: Raw): Draft => ({
  ...row,
  ...{ to: people(row.to), cc: people(row.cc), bcc: people(row.bcc) },
  ...{ isSigned: row.isSigned === 1, isQuoted: row.isQuoted === 1, isCommon: row.isCommon === 1 },
})
