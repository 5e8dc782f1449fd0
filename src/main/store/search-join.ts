import type { Writer } from './handle.ts'

/** Pages of the index that one step writes: about 6 ms. */
const PAGES = 64

/** One step towards a search index in one piece; false when there was nothing left to join. `isFirst` begins anew. */
export function joinSearch(tx: Writer, isFirst: boolean): boolean {
  const total = tx.sql<{ n: number }>('SELECT total_changes() AS n')
  const before = total.get()?.n ?? 0
  tx.sql("INSERT INTO search (search, rank) VALUES ('merge', ?)").run(isFirst ? -PAGES : PAGES)
  // By its documentation: the command itself counts as one change.
  return (total.get()?.n ?? 0) - before >= 2
}
