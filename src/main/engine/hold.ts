import { connectedMailboxes } from '../store/mailboxes.ts'
import { setSetting } from '../store/settings.ts'
import type { Engine } from './engine.ts'

/** After a restore was confirmed: every mailbox is opened and waiting letters leave. */
export async function releaseHold(engine: Engine): Promise<void> {
  const { store } = engine.deps
  store.write((tx) => setSetting(tx, 'hold', null))
  await Promise.all(connectedMailboxes(store.reader).map((row) => engine.open(row.id)))
  engine.sending.poke()
}
