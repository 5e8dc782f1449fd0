import { setImmediate as nextTurn } from 'node:timers/promises'
import { joinSearch } from '../store/search-join.ts'
import type { Deps } from './deps.ts'

/**
 * Joins the pieces in which a first import leaves the search index, whenever nothing is to be stored: every search reads all of
 * them, and one is read twice as fast. What is not joined when the program ends stays as it is and is found as well.
 */
export async function tidySearch({ store, ports, queue, stopping }: Deps): Promise<void> {
  try {
    for (let isFirst = true; ; isFirst = false) {
      await queue.drained()
      await nextTurn()
      if (stopping?.aborted || !store.write((tx) => joinSearch(tx, isFirst))) return
    }
  } catch (error) {
    ports.log.warn({ error: String(error) }, 'the search index stays in pieces')
  }
}
