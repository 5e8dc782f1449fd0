// A letter that is here already comes again: in another folder, under another UID, or whole after its head.
import type { BlobId, MessageId, PlacementId } from '../../shared/model/ids.ts'
import type { PulledLetter } from '../mail/types.ts'
import type { FolderRow } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { completeMessage, mergeMessages, messageByIdentity, widenSearch } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { askElsewhere } from '../store/pending.ts'
import { mailboxesOf, setSource } from '../store/placements.ts'
import { arrivalIn, threadFacts } from '../store/thread-facts.ts'
import type { Desk } from './desk.ts'
import { newMessage } from './new-message.ts'
import { showRead } from './read-marks.ts'
import { restand } from './restand.ts'

/** A further placement of a letter that stands in the mailbox: where it lies may tell who wrote it, and that it was read. */
export function meetAgain(tx: Writer, desk: Desk, id: MessageId, folder: FolderRow, pulled: PulledLetter): void {
  const stands = threadFacts(tx, desk.mailboxId, id)
  const { isInSent, receivedAt } = arrivalIn(tx, desk.mailboxId, id)
  if (stands && ((isInSent && stands.direction === 'in') || (receivedAt !== null && receivedAt < stands.receivedAt))) restand(tx, desk, id)
  // Read on the phone and moved there; files that are imported know nothing of this.
  const isRead = folder.isTicked && pulled.flags.includes('\\Seen')
  if (isRead && mailboxById(tx, desk.mailboxId)?.twoWayFlags) showRead(tx, desk.mailboxId, id, true)
}

/** The whole letter takes the place of its head; it may be here already, read whole in another folder or mailbox. */
export function completeLetter(tx: Writer, desk: Desk, placement: PlacementId, head: MessageId, pulled: PulledLetter, blob: BlobId | null): void {
  const message = newMessage(pulled.letter, pulled.internalAt, pulled.size, false)
  const known = messageByIdentity(tx, message.identity)
  const isTwin = known !== null && known !== head
  const scope = () => mailboxesOf(tx, known ?? head).map((id) => `mb${id}`).join(' ')
  const left = isTwin ? mergeMessages(tx, head, known) : []
  if (isTwin) widenSearch(tx, known, message.search, scope())
  else completeMessage(tx, head, message, scope())
  if (blob !== null) setSource(tx, placement, blob)
  const id = known ?? head
  askElsewhere(tx, id)
  desk.lookup.forgetAll()
  restand(tx, desk, id, left)
  for (const node of nodesOfMessage(tx, desk.mailboxId, id)) desk.touched.add(node.conversationId)
}
