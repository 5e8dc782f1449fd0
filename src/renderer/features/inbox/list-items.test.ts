import { expect, test } from 'vitest'
import { ConversationRow } from '../../../shared/model/conversation.ts'
import { withGroups } from './list-items.ts'

const noon = new Date(2026, 10, 18, 12, 0).getTime()
const DAY = 86_400_000

function row(id: number, state: 'open' | 'waiting' | 'closed', lastAt: number): ConversationRow {
  return ConversationRow.parse({
    id,
    number: id,
    mailboxId: 1,
    subject: '',
    snippet: '',
    who: { name: 'Анна', email: 'anna@sklad.example' },
    contactId: null,
    company: null,
    state,
    lastAt,
    letters: 1,
    unread: 0,
    hasAttachments: false,
    trouble: null,
    doubtful: null,
    sending: null,
  })
}
const groupsOf = (items: ReturnType<typeof withGroups>) =>
  items.flatMap((item) => (item.is === 'group' ? [item.group] : []))

test('by urgency each state has one heading, in the order that came', () => {
  const items = withGroups(
    [row(1, 'open', noon), row(2, 'open', noon - DAY), row(3, 'waiting', noon), row(4, 'closed', noon)],
    'urgency',
    noon,
  )
  expect(groupsOf(items)).toEqual(['open', 'waiting', 'closed'])
})

test('by date the headings follow the calendar, not 24 hours', () => {
  const lateYesterday = new Date(2026, 10, 17, 23, 59).getTime()
  const items = withGroups(
    [
      row(1, 'open', noon),
      row(2, 'open', lateYesterday),
      row(3, 'open', noon - 4 * DAY),
      row(4, 'open', noon - 40 * DAY),
    ],
    'date',
    noon,
  )
  expect(groupsOf(items)).toEqual(['today', 'yesterday', 'week', 'older'])
})

test('rows keep their places under the headings', () => {
  const items = withGroups([row(7, 'open', noon), row(8, 'waiting', noon)], 'urgency', noon)
  expect(items.map((item) => (item.is === 'row' ? item.at : item.group))).toEqual(['open', 0, 'waiting', 1])
})
