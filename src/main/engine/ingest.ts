// The one door through which letters come into the store: known? placement only : message, search row, grouping, binding,
// unread, events; all of a letter in one commit.

import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import { standpoint } from '../domain/direction.ts'
import { isDraftCopy } from '../domain/draft-copy.ts'
import { DAY_MS } from '../domain/throttle.ts'
import type { PulledLetter } from '../mail/types.ts'
import { addBlob, dropBlob, finishUpload, releaseBlob } from '../store/blobs.ts'
import { record } from '../store/facts.ts'
import { endShortAudit, type FolderRow, isNumberedAs } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { expectEncoding } from '../store/letter-encodings.ts'
import { addMessage, KEPT_RECIPIENTS, messageByIdentity, ownLetter, widenSearch } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { dropPending, pendingAt, setPending } from '../store/pending.ts'
import { addPlacement, mailboxesOf, placementAt } from '../store/placements.ts'
import { noteSentElsewhere } from '../store/send-counts.ts'
import { markUnread } from '../store/unread.ts'
import { bindLetter } from './bind.ts'
import { takeReport } from './delivery-report.ts'
import type { Deps } from './deps.ts'
import { type Desk, deskOf } from './desk.ts'
import { errorCode } from './error-code.ts'
import { headHere, NEVER_TOO_BIG, wholeHere } from './heads.ts'
import { completeLetter, meetAgain } from './meet-again.ts'
import { newMessage } from './new-message.ts'
import { stopAnswers } from './send-hold.ts'
import { ownLetterArrived } from './sent-copy.ts'
import { place } from './threads.ts'
import type { Batch } from './write-queue.ts'

/** A batch of pulled letters of one folder for the write queue; `streamed` names the source of a single uploaded one. */
export function ingestOf(
  deps: Deps,
  folder: FolderRow,
  letters: readonly PulledLetter[],
  streamed?: { sha256: string; size: number },
): Batch<PulledLetter> {
  return {
    items: letters,
    each(tx, pulled, isCareful) {
      // Its folder was begun anew while it was on its way: it comes again under its new number.
      if (!isNumberedAs(tx, folder)) {
        if (pulled.uploadId !== null) dropBlob(tx, pulled.uploadId as BlobId)
        return
      }
      const desk = deskOf(tx, folder.mailboxId, deps.ports.clock.now())
      if (!isCareful) {
        storeLetter(tx, desk, folder, pulled, streamed)
        return
      }
      try {
        // A savepoint: a letter that the store refuses must not take its neighbours with it.
        tx.attempt(() => storeLetter(tx, desk, folder, pulled, streamed))
      } catch (error) {
        if (errorCode(error)?.startsWith('SQLITE_FULL') || errorCode(error)?.startsWith('SQLITE_IOERR')) throw error
        deps.ports.log.error(
          { mailbox: folder.mailboxId, uid: pulled.uid, error: String(error) },
          'a letter could not be stored as parsed',
        )
        // Its id goes to the next letter.
        desk.lookup.forgetAll()
        tx.attempt(() => storeLetter(tx, desk, folder, asUnparsed(pulled, String(error)), streamed))
      }
    },
  }
}

function storeLetter(
  tx: Writer,
  desk: Desk,
  folder: FolderRow,
  pulled: PulledLetter,
  streamed?: { sha256: string; size: number },
): void {
  const uidValidity = folder.uidValidity ?? ''
  const waiting = pendingAt(tx, folder.id, pulled.uid)
  const here = placementAt(tx, folder.id, uidValidity, pulled.uid)
  const isHead = pulled.letter.reading === 'too-big'
  // Our own drafts on the server are written here; as letters they would stand among those of a talk.
  if ((here && !waiting?.messageId) || isDraftCopy(pulled.letter.messageId)) {
    dropPending(tx, folder.id, pulled.uid)
    if (pulled.uploadId !== null) dropBlob(tx, pulled.uploadId as BlobId)
    return
  }
  // An id of an upload is an id of a blob.
  const source = pulled.packed
    ? addBlob(tx, pulled.packed, desk.now)
    : streamed && pulled.uploadId !== null
      ? finishUpload(tx, pulled.uploadId as BlobId, streamed.sha256, streamed.size)
      : null
  if (source === null) throw new Error('a letter came without its source')
  if (here && waiting?.messageId) {
    completeLetter(tx, desk, here.id, waiting.messageId, pulled, source)
    dropPending(tx, folder.id, pulled.uid)
    return
  }
  const whole = isHead ? wholeHere(tx, desk, pulled, source) : null
  const { messageId, isNew, isOurs } = messageOf(tx, desk, folder, pulled, source, whole)
  if (folder.role === 'sent') countSent(tx, desk, messageId, pulled)
  addPlacement(tx, {
    messageId,
    mailboxId: desk.mailboxId,
    folderId: folder.id,
    uidValidity,
    uid: pulled.uid,
    internalAt: pulled.internalAt,
    flags: pulled.flags.join(' '),
    blobId: whole?.blobId ?? source,
  })
  if (waiting) endShortAudit(tx, folder.id)
  if (whole) releaseBlob(tx, source)
  if (isHead && waiting && !whole) setPending(tx, waiting.id, { because: 'too-big', tries: 0, until: null, messageId })
  else dropPending(tx, folder.id, pulled.uid)
  if (nodesOfMessage(tx, desk.mailboxId, messageId).length) meetAgain(tx, desk, messageId, folder, pulled)
  else {
    const isHistory = folder.liveFromUid === null || pulled.uid < folder.liveFromUid
    standIn(tx, desk, messageId, pulled, {
      isHistory,
      isSeen: pulled.flags.includes('\\Seen'),
      isNew,
      isOurs,
      isSent: folder.role === 'sent',
    })
  }
}

// Letters of other programs count against the limits of the mailbox as ours do.
function countSent(tx: Writer, desk: Desk, messageId: MessageId, { letter, internalAt }: PulledLetter): void {
  const since = desk.now - DAY_MS
  if (internalAt <= since) return
  const recipients = Math.max(1, letter.to.length + letter.cc.length + letter.bcc.length)
  noteSentElsewhere(tx, desk.mailboxId, messageId, { at: Math.min(internalAt, desk.now), recipients }, since)
}

function messageOf(
  tx: Writer,
  desk: Desk,
  folder: FolderRow,
  pulled: PulledLetter,
  source: BlobId,
  whole: { messageId: MessageId } | null,
): { messageId: MessageId; isNew: boolean; isOurs: boolean } {
  const { letter } = pulled
  const own = ownLetter(tx, letter.messageId, letter.aliases)
  if (own) {
    ownLetterArrived(tx, own.outboxId, folder, desk.now)
    // Of a head the words are not here yet; they come with the whole letter.
    if (letter.reading !== 'too-big') widenTo(tx, desk, own.messageId, letter.search)
    return { messageId: own.messageId, isNew: false, isOurs: true }
  }
  if (whole) return { messageId: whole.messageId, isNew: false, isOurs: false }
  const message = newMessage(letter, pulled.internalAt, pulled.size, false)
  const known = messageByIdentity(tx, message.identity)
  const head = known === null && pulled.size > NEVER_TOO_BIG ? headHere(tx, desk, pulled, source) : null
  if (head !== null) {
    completeLetter(tx, desk, null, head, pulled, source)
    return { messageId: head, isNew: false, isOurs: false }
  }
  if (!known) return { messageId: addMessage(tx, message, `mb${desk.mailboxId}`, desk.now), isNew: true, isOurs: false }
  widenTo(tx, desk, known, message.search)
  return { messageId: known, isNew: false, isOurs: false }
}

function widenTo(tx: Writer, desk: Desk, id: MessageId, words: PulledLetter['letter']['search']): void {
  const scopes = mailboxesOf(tx, id)
  if (scopes.includes(desk.mailboxId)) return
  widenSearch(tx, id, words, [...scopes, desk.mailboxId].map((one) => `mb${one}`).join(' '))
}

/** Gives a stored letter its place in the mailbox's conversations, its contact, its unread mark and its event. */
export function standIn(
  tx: Writer,
  desk: Desk,
  messageId: MessageId,
  pulled: Pick<PulledLetter, 'letter' | 'internalAt'>,
  {
    isHistory,
    isSeen,
    isNew,
    isOurs,
    isSent,
  }: { isHistory: boolean; isSeen: boolean; isNew: boolean; isOurs: boolean; isSent: boolean },
): void {
  const { letter } = pulled
  // As many as are stored: what is asked again later must see the same people.
  const emails = (people: { email: string }[]) =>
    people.slice(0, KEPT_RECIPIENTS).flatMap((person) => person.email || [])
  const seen = standpoint(
    {
      from: letter.from.email,
      to: emails(letter.to),
      cc: emails(letter.cc),
      bcc: emails(letter.bcc),
      replyTo: letter.replyTo?.email ?? '',
    },
    desk.address,
    desk.own,
    isSent,
  )
  const message = tx
    .sql<{ identity: string; at: number; subjectKey: string; hasReplyPrefix: number; isOursById: number }>(
      'SELECT identity, at, subject_key AS subjectKey, has_reply_prefix AS hasReplyPrefix, is_ours_by_id AS isOursById FROM messages WHERE id = ?',
    )
    .get(messageId)!
  const threadLetter = {
    id: messageId,
    messageId: letter.messageId,
    aliases: letter.aliases,
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    identity: message.identity,
    at: message.at,
    receivedAt: pulled.internalAt,
    subjectKey: message.subjectKey,
    hasReplyPrefix: message.hasReplyPrefix === 1,
    isOursById: message.isOursById === 1,
    ...seen,
  }
  const touched = place(tx, desk, threadLetter, isHistory)
  for (const id of touched) desk.touched.add(id)
  bindLetter(tx, desk, messageId, letter, seen, isHistory)
  const conversation = nodesOfMessage(tx, desk.mailboxId, messageId)[0]!.conversationId
  const isReport = letter.report !== undefined && takeReport(tx, desk, messageId, letter.report)
  if (seen.direction === 'in' && !isSeen && !isReport)
    markUnread(tx, desk.ownerId, desk.mailboxId, conversation, messageId)
  // Not one that somebody else has already: he did not ask to see it otherwise.
  if (isNew) expectEncoding(tx, messageId, desk.ownerId, letter.from.email)
  // Each mailbox has its own arrival; what we sent ourselves was told when it left.
  if (!isHistory && !(isOurs && seen.direction === 'out')) {
    if (seen.direction === 'in' && !letter.isAutomatic) stopAnswers(tx, desk, conversation)
    record(tx, desk.now, {
      type: isReport ? 'message.reported' : seen.direction === 'in' ? 'message.received' : 'message.sentElsewhere',
      mailboxId: desk.mailboxId,
      messageId,
      conversationId: conversation,
    })
  }
}

const NOTHING = new Uint8Array(0)

// The letter as its source and its bare headers: visible as "not parsed", nothing of it lost.
function asUnparsed(pulled: PulledLetter, words: string): PulledLetter {
  const { letter } = pulled
  return {
    ...pulled,
    letter: {
      ...letter,
      to: letter.to.slice(0, 20),
      cc: [],
      bcc: [],
      references: [],
      aliases: [],
      html: null,
      text: NOTHING,
      attachments: [],
      subject: letter.subject.slice(0, 500),
      snippet: '',
      reading: 'not-parsed',
      readingTrouble: { what: words.slice(0, 200), line: null },
      search: { subject: '', people: '', files: '', text: NOTHING },
    },
  }
}
