// Cards of an older file get what lists sort and compare by, which needs folding that SQL does not have.
import { dropOldSnapshots } from '../store/card-acts.ts'
import { contactsWithoutKeys, fillKeys } from '../store/contact-write.ts'
import type { Deps } from './deps.ts'

const STEP = 200

/** At every start; a file of today has nothing to do. Never rejects: what could not be done now is done at the next start. */
export async function fillContactKeys({ store, queue, ports, stopping }: Deps): Promise<void> {
  try {
    store.write((tx) => dropOldSnapshots(tx, ports.clock.now()))
    for (;;) {
      const items = contactsWithoutKeys(store.reader, STEP)
      if (items.length === 0 || stopping?.aborted) return
      await queue.add({ items, each: (tx, id) => fillKeys(tx, id) })
    }
  } catch (error) {
    ports.log.error({ error: String(error) }, 'contacts could not be prepared for the table')
  }
}
