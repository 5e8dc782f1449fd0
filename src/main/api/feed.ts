import type { FeedPage } from '../../shared/api/contacts.ts'
import type { FeedItem, FeedKind } from '../../shared/model/card.ts'
import type { CompanyId, ContactId, MessageId } from '../../shared/model/ids.ts'
import { actsBetween } from '../store/card-acts.ts'
import { feedLetter, feedLetters } from '../store/contact-feed.ts'
import type { Caller } from './context.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { readable } from './reading.ts'

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export interface FeedOf {
  contacts: readonly ContactId[]
  /** Whose lines stand between the letters. */
  acts: { contacts: readonly ContactId[] } | { company: CompanyId }
}

interface Asked {
  kind: FeedKind
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** A page of a card's feed, oldest first: letters that the caller may read, and between them what happened to the card. */
export async function feedPage(caller: Caller, of: FeedOf, input: Asked): Promise<FeedPage> {
  const q = input.q?.trim() ?? ''
  return q === '' ? pageByDate(caller, of, input) : await pageOfFound(caller, of, { ...input, q })
}

function pageByDate(caller: Caller, of: FeedOf, input: Asked): FeedPage {
  const { app } = caller
  const { reader } = app.store
  const mailboxes = readable(caller)
  const list = `feed ${JSON.stringify(of.acts)} ${of.contacts[0] ?? ''} ${input.kind}`
  const place = placeOf(list, 2, input.cursor)
  // An id of the cursor is only compared, never looked up.
  const below = place && { at: place[0] ?? 0, id: (place[1] ?? 0) as MessageId }
  const { letters, hasMore } = feedLetters(reader, mailboxes, of.contacts, {
    kind: input.kind,
    below,
    limit: input.limit,
  })
  const last = letters.at(-1)
  const items: FeedItem[] = letters.flatMap(({ id }) => feedLetter(reader, mailboxes, of.contacts, id) ?? [])
  if (input.kind === 'all') {
    const span = { from: hasMore && last ? last.at : 0, to: below?.at ?? Number.MAX_SAFE_INTEGER }
    items.push(...actsBetween(reader, of.acts, span, app.clock.now()))
  }
  items.sort((a, b) => a.at - b.at)
  return { items, next: hasMore && last ? cursorOf(list, [last.at, last.id]) : null, badDates: [] }
}

async function pageOfFound(caller: Caller, of: FeedOf, input: Asked & { q: string }): Promise<FeedPage> {
  const { app, user } = caller
  const mailboxes = readable(caller)
  const list = `feed ${JSON.stringify(of.acts)} ${of.contacts[0] ?? ''} ${input.kind} ${input.q}`
  const found = await app.reader.ask('feed', {
    text: input.q,
    user: user.id,
    mailboxes,
    contacts: of.contacts,
    kind: input.kind,
    limit: input.limit,
    below: placeOf(list, 1, input.cursor)?.[0] ?? null,
    now: app.clock.now(),
    zone: ZONE,
  })
  const items = found.ids.flatMap((id) => feedLetter(app.store.reader, mailboxes, of.contacts, id) ?? [])
  return {
    items: items.sort((a, b) => a.at - b.at),
    next: found.next === null ? null : cursorOf(list, [found.next]),
    badDates: found.badDates,
  }
}
