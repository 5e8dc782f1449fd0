import type { ConversationId } from '../../shared/model/ids.ts'
import { markRead, setState } from '../engine/conversations.ts'
import { contactCard } from '../store/contacts.ts'
import {
  conversationByNumber,
  conversationRow,
  countsOf,
  listPlaces,
  outgoingCounts,
} from '../store/conversations-read.ts'
import { lettersOf, type StoredLetter } from '../store/letters-read.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { letterShown, ownConversation, ownMailbox, readable, rowShown } from './reading.ts'

const { conversations: ours } = procedures

// Delivery reports are shown on the letter that they speak of; alone they are letters themselves.
function shownIn(letters: StoredLetter[]): StoredLetter[] {
  const written = letters.filter((letter) => !letter.isReport)
  return written.length > 0 ? written : letters
}

export const conversations = {
  list: ours.list.handler(({ context, input }) => {
    const { reader } = context.app.store
    const mailboxes = input.mailbox === undefined ? readable(context) : [ownMailbox(context, input.mailbox)]
    const list = `conversations ${input.order} ${input.mailbox ?? ''} ${input.state ?? ''} ${input.unread ?? ''}`
    const after = placeOf(list, 3, input.cursor)
    const { places, hasMore } = listPlaces(reader, {
      user: context.user.id,
      mailboxes,
      state: input.state ?? null,
      unread: input.unread ?? false,
      order: input.order,
      limit: input.limit,
      // An id of the cursor is only compared, never looked up.
      after: after && { rank: after[0] ?? 0, lastAt: after[1] ?? 0, id: (after[2] ?? 0) as ConversationId },
    })
    const last = places.at(-1)
    const items = places.flatMap((place) => {
      const row = conversationRow(reader, context.user.id, place.id)
      return row ? [rowShown(row)] : []
    })
    return { items, next: hasMore && last ? cursorOf(list, [last.rank, last.lastAt, last.id]) : null }
  }),

  counts: ours.counts.handler(({ context }) => {
    const { reader } = context.app.store
    const byMailbox = countsOf(reader, context.user.id, readable(context))
    const sum = (of: 'all' | 'open' | 'waiting' | 'closed' | 'unread') =>
      byMailbox.reduce((total, one) => total + one[of], 0)
    return {
      all: sum('all'),
      open: sum('open'),
      waiting: sum('waiting'),
      closed: sum('closed'),
      unread: sum('unread'),
      byMailbox: byMailbox.map(({ mailboxId, unread, open }) => ({ mailboxId, unread, open })),
      ...outgoingCounts(reader, context.user.id),
    }
  }),

  get: ours.get.handler(({ context, input }) => {
    const { reader } = context.app.store
    const id = ownConversation(context, input.id)
    const row = conversationRow(reader, context.user.id, id)
    if (!row) throw new Problem('not-found')
    const conversation = rowShown(row)
    const who = { email: conversation.who.email, name: conversation.who.name }
    return {
      conversation,
      mailboxAddress: mailboxById(reader, conversation.mailboxId)?.address ?? '',
      messages: shownIn(lettersOf(reader, context.user.id, id)).map((letter) =>
        letterShown(reader, context.user.id, letter),
      ),
      card: contactCard(reader, readable(context), conversation.contactId, who),
    }
  }),

  byNumber: ours.byNumber.handler(({ context, input }) => {
    const found = conversationByNumber(context.app.store.reader, input.number)
    if (!found) throw new Problem('not-found')
    ownConversation(context, found.id)
    return found
  }),

  setState: ours.setState.handler(({ context, input }) => {
    const ids = input.ids.map((id) => ownConversation(context, id))
    return { before: setState(context.app.engine, context.user.id, ids, input.state) }
  }),

  markRead: ours.markRead.handler(({ context, input }) => {
    const ids = input.ids.map((id) => ownConversation(context, id))
    return { letters: markRead(context.app.engine, context.user.id, ids, input.read, input.letters) }
  }),
}
