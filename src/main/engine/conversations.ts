// What a person does to conversations by hand: their state, read and unread.

import type { z } from 'zod'
import type { SettableState } from '../../shared/model/conversation.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { conversationFacts, setStateByHand } from '../store/conversations.ts'
import { record } from '../store/facts.ts'
import { queueFlag } from '../store/flag-outbox.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { placementsOf, setFlags } from '../store/placements.ts'
import { markRead as dropUnread, incomingAmong, markUnread, newestIncoming, unreadIn } from '../store/unread.ts'
import type { Engine } from './engine.ts'

export type Settable = z.infer<typeof SettableState>

/** Sets the state of conversations of one user's mailboxes; answers what they were, for undo. A snoozed one counts as waiting. */
export function setState(
  engine: Engine,
  user: UserId,
  ids: readonly ConversationId[],
  state: Settable,
): { id: ConversationId; state: Settable }[] {
  const { store, ports } = engine.deps
  const now = ports.clock.now()
  return store.write((tx) =>
    ids.flatMap((id) => {
      const was = conversationFacts(tx, id)
      if (!was) return []
      if (was.state !== state) {
        setStateByHand(tx, id, state, now)
        record(tx, now, { type: `conversation.${state}`, conversationId: id, mailboxId: was.mailboxId, userId: user })
      }
      return [{ id, state: was.state === 'snoozed' ? ('waiting' as const) : was.state }]
    }),
  )
}

/**
 * Read: every letter. Unread: the newest letter of the other side, so that the conversation stands out again. With `only`
 * these letters of them, as far as they still stand there. Answers the letters whose mark has changed, for undo.
 */
export function markRead(
  engine: Pick<Engine, 'deps' | 'session'>,
  user: UserId,
  ids: readonly ConversationId[],
  isRead: boolean,
  only?: readonly MessageId[],
): MessageId[] {
  const { store, ports } = engine.deps
  const now = ports.clock.now()
  const touched = new Set<MailboxId>()
  const changed = store.write((tx) => {
    const news: MessageId[] = []
    for (const id of ids) {
      const mailbox = conversationFacts(tx, id)?.mailboxId
      if (mailbox === undefined) continue
      const letters = only ? incomingAmong(tx, id, only) : isRead ? unreadIn(tx, user, id) : newestIncoming(tx, id)
      for (const letter of letters) {
        const isNews = isRead ? dropUnread(tx, user, mailbox, letter) : markUnread(tx, user, mailbox, id, letter)
        if (!isNews) continue
        news.push(letter)
        tx.changed('conversations', id)
        tx.changed('counts')
        if (tellServer(tx, user, mailbox, letter, isRead, now)) touched.add(mailbox)
      }
    }
    return news
  })
  for (const mailbox of touched) engine.session(mailbox)?.poke()
  return changed
}

// The server's \Seen is the owner's mark; it follows him only where both sides are kept alike.
function tellServer(
  tx: Writer,
  user: UserId,
  mailbox: MailboxId,
  letter: MessageId,
  isRead: boolean,
  now: number,
): boolean {
  const row = mailboxById(tx, mailbox)
  if (!row || row.ownerId !== user || !row.twoWayFlags || row.activity === 'offline') return false
  const placements = placementsOf(tx, letter, mailbox)
  for (const placement of placements) {
    const flags = new Set(placement.flags.split(' ').filter(Boolean))
    if (isRead) flags.add('\\Seen')
    else flags.delete('\\Seen')
    setFlags(tx, placement.id, [...flags].join(' '))
    queueFlag(tx, mailbox, placement.folderId, placement.uid, '\\Seen', isRead, now)
  }
  return placements.length > 0
}
