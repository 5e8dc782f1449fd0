// A letter that is here already comes again: in another folder, under another UID, or whole after its head.
import type { BlobId, MessageId, PlacementId } from '../../shared/model/ids.ts'
import type { PulledLetter } from '../mail/types.ts'
import { forwardsOf } from '../store/draft-files.ts'
import { renameAnswered } from '../store/drafts.ts'
import { queueFlag } from '../store/flag-outbox.ts'
import type { FolderRow } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { changeSource, fillHeads, headPlacements } from '../store/heads.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { completeMessage, mergeMessages, messageByIdentity, widenSearch } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { askElsewhere, headOf } from '../store/pending.ts'
import { mailboxesOf, placementAt, setFlags } from '../store/placements.ts'
import { arrivalIn, threadFacts } from '../store/thread-facts.ts'
import { isUnread } from '../store/unread.ts'
import { type Desk, readRulesAnew } from './desk.ts'
import { giveForwardedFiles } from './forward.ts'
import { newMessage } from './new-message.ts'
import { showRead } from './read-marks.ts'
import { restand } from './restand.ts'

/** A further placement of a letter that stands in the mailbox: where it lies may tell who wrote it, and that it was read. */
export function meetAgain(tx: Writer, desk: Desk, id: MessageId, folder: FolderRow, pulled: PulledLetter): void {
  const stands = threadFacts(tx, desk.mailboxId, id)
  const { isInSent, receivedAt } = arrivalIn(tx, desk.mailboxId, id)
  if (stands && ((isInSent && stands.direction === 'in') || (receivedAt !== null && receivedAt < stands.receivedAt)))
    restand(tx, desk, id)
  // Files that are imported know nothing of who has read them.
  if (folder.isTicked && mailboxById(tx, desk.mailboxId)?.twoWayFlags) agreeOnRead(tx, desk, id, folder, pulled)
}

// Read on the phone and moved: read here. Read here while it was being moved: its mark goes after it. Copies that lay on the
// server before us are left as they are.
function agreeOnRead(tx: Writer, desk: Desk, id: MessageId, folder: FolderRow, pulled: PulledLetter): void {
  if (pulled.flags.includes('\\Seen')) {
    showRead(tx, desk.mailboxId, id, true)
    return
  }
  const isLive = folder.liveFromUid !== null && pulled.uid >= folder.liveFromUid
  const isTheirs = threadFacts(tx, desk.mailboxId, id)?.direction === 'in'
  if (!isLive || !isTheirs || isUnread(tx, desk.ownerId, desk.mailboxId, id)) return
  const placement = placementAt(tx, folder.id, folder.uidValidity ?? '', pulled.uid)
  if (placement) setFlags(tx, placement.id, [...pulled.flags, '\\Seen'].join(' '))
  queueFlag(tx, desk.mailboxId, folder.id, pulled.uid, '\\Seen', true, desk.now)
}

/** The whole letter takes the place of its head, at the placement where it was fetched; it may be here already, read whole in another folder or mailbox. */
export function completeLetter(
  tx: Writer,
  desk: Desk,
  placement: PlacementId | null,
  head: MessageId,
  pulled: PulledLetter,
  blob: BlobId,
): void {
  const message = newMessage(pulled.letter, pulled.internalAt, pulled.size, false)
  const known = messageByIdentity(tx, message.identity)
  const isTwin = known !== null && known !== head
  const scope = () =>
    mailboxesOf(tx, known ?? head)
      .map((id) => `mb${id}`)
      .join(' ')
  const heads = headPlacements(tx, head)
  // The same letter in another mailbox may have been whole before: its files are given once.
  const forwards = forwardsOf(tx, head).filter(() => headOf(tx, head) !== null)
  if (isTwin) renameAnswered(tx, head, known)
  const left = isTwin ? mergeMessages(tx, head, known) : []
  if (isTwin) widenSearch(tx, known, message.search, scope())
  else completeMessage(tx, head, message, scope())
  if (placement !== null) changeSource(tx, placement, blob)
  fillHeads(tx, heads, blob)
  const id = known ?? head
  giveForwardedFiles(tx, forwards, id, blob)
  askElsewhere(tx, id)
  desk.lookup.forgetAll()
  if (isTwin) readRulesAnew(tx, desk)
  restand(tx, desk, id, left)
  for (const node of nodesOfMessage(tx, desk.mailboxId, id)) desk.touched.add(node.conversationId)
}
