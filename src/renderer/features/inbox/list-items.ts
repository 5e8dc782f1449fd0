import type { ConversationRow, ConversationState } from '../../../shared/model/conversation.ts'

export type Order = 'urgency' | 'date'
type DayGroup = 'today' | 'yesterday' | 'week' | 'older'
export type GroupName = ConversationState | DayGroup
export type ListItem =
  | { is: 'group'; group: GroupName; key: string }
  | { is: 'row'; row: ConversationRow /** Place among the rows, from 0. */; at: number }

function dayGroup(at: number, now: number): DayGroup {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  if (at >= midnight) return 'today'
  const day = new Date(midnight)
  day.setDate(day.getDate() - 1)
  if (at >= day.getTime()) return 'yesterday'
  day.setDate(day.getDate() - 5)
  return at >= day.getTime() ? 'week' : 'older'
}

/** Rows with a heading wherever the group changes. The order of the rows is the engine's and stays. */
export function withGroups(rows: readonly ConversationRow[], order: Order, now: number): ListItem[] {
  const items: ListItem[] = []
  const seen = new Set<GroupName>()
  let last: GroupName | null = null
  rows.forEach((row, at) => {
    const group = order === 'urgency' ? row.state : dayGroup(row.lastAt, now)
    if (group !== last) items.push({ is: 'group', group, key: `${group}-${seen.has(group) ? row.id : 0}` })
    seen.add(group)
    last = group
    items.push({ is: 'row', row, at })
  })
  return items
}
