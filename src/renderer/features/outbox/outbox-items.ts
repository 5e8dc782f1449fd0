import type { OutboxRow } from '../../../shared/api/compose.ts'

export type GroupName = 'uncertain' | 'failed' | 'waiting' | 'today' | 'yesterday' | 'earlier'
export type Item = { is: 'group'; group: GroupName; key: string } | { is: 'row'; row: OutboxRow; key: string }

function groupOf(row: OutboxRow, now: number): GroupName {
  if (row.state === 'failed' || row.state === 'uncertain') return row.state
  if (row.state !== 'sent') return 'waiting'
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const at = row.sentAt ?? row.createdAt
  if (at >= midnight) return 'today'
  return at >= new Date(midnight).setDate(new Date(midnight).getDate() - 1) ? 'yesterday' : 'earlier'
}

/** Rows with a heading wherever the group changes. The order of the rows is the engine's and stays. */
export function withGroups(rows: readonly OutboxRow[], now: number): Item[] {
  const items: Item[] = []
  let last: GroupName | null = null
  for (const row of rows) {
    const group = groupOf(row, now)
    if (group !== last) items.push({ is: 'group', group, key: `${group} ${row.id}` })
    last = group
    items.push({ is: 'row', row, key: String(row.id) })
  }
  return items
}
