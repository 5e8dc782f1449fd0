// Which way a letter goes depends on which addresses are ours. When one is added or goes, stored letters that mention it are
// seen anew; the addresses that have been followed are a row, so that an end in the middle is taken up at the next start.
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Reader } from '../store/handle.ts'
import { allMailboxIds, ownAddresses } from '../store/mailboxes.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { setSetting, setting } from '../store/settings.ts'
import { messagesMentioning } from '../store/thread-facts.ts'
import type { Deps } from './deps.ts'
import { deskOf } from './desk.ts'
import { restand } from './restand.ts'

/** To be called after a mailbox or a user came or went. Never rejects: what could not be done now is done at the next start. */
export async function followOwnAddresses(deps: Deps): Promise<void> {
  const { store, ports } = deps
  try {
    for (;;) {
      const own = [...ownAddresses(store.reader)].sort()
      const changed = changedSince(store.reader, own)
      if (changed.length === 0) return
      for (const mailbox of allMailboxIds(store.reader)) await seeAnew(deps, mailbox, changed)
      // Ended in the middle: the next start goes on.
      if (deps.stopping?.aborted) return
      store.write((tx) => setSetting(tx, 'own.addresses', JSON.stringify(own)))
    }
  } catch (error) {
    ports.log.error({ error: String(error) }, 'letters of changed own addresses could not be seen anew')
  }
}

function changedSince(db: Reader, own: readonly string[]): string[] {
  // Written below and nowhere else.
  const followed: string[] = JSON.parse(setting(db, 'own.addresses') ?? '[]')
  return [...own.filter((one) => !followed.includes(one)), ...followed.filter((one) => !own.includes(one))]
}

const STEP = 100

async function seeAnew(
  { store, ports, queue, stopping }: Deps,
  mailbox: MailboxId,
  emails: readonly string[],
): Promise<void> {
  const ids = messagesMentioning(store.reader, mailbox, emails)
  for (let from = 0; from < ids.length && !stopping?.aborted; from += STEP) {
    await queue.add({
      items: ids.slice(from, from + STEP),
      each(tx, id) {
        const desk = deskOf(tx, mailbox, ports.clock.now())
        restand(tx, desk, id)
        for (const node of nodesOfMessage(tx, mailbox, id)) desk.touched.add(node.conversationId)
      },
    })
  }
}
