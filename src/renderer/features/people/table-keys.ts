import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { KeyBinding } from '../../lib/keys.svelte.ts'

/** What the keys move in: DataTable, as far as they use it. */
type Table<Row> = { move: (by: number) => void; current: () => Row | undefined; edit: (column: 'name') => void }

/** Keys that every table of people has. */
export function tableKeys<Row>(table: () => Table<Row> | undefined, open: (row: Row) => void): KeyBinding[] {
  const group = 'people'
  return [
    { keys: 'j', label: m.people_key_next, group, run: () => table()?.move(1) },
    { keys: 'k', label: m.people_key_previous, group, run: () => table()?.move(-1) },
    { keys: 'o', label: m.people_key_open, group, run: () => withCurrent(table(), open) },
    { keys: 'f2', label: m.people_key_rename, group, run: () => table()?.edit('name') },
  ]
}

export function withCurrent<Row>(table: Pick<Table<Row>, 'current'> | undefined, act: (row: Row) => void): void {
  const row = table?.current()
  if (row !== undefined) act(row)
}
