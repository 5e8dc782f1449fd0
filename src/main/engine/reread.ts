// Letters that were not read whole: fetched after all, or read again by a newer version of the program.
import type { Reading } from '../../shared/model/conversation.ts'
import type { BlobId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { note } from '../store/facts.ts'
import { letterEncoding } from '../store/letter-encodings.ts'
import { completeMessage, messageByIdentity } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { pendingOf, setPending } from '../store/pending.ts'
import { mailboxesOf } from '../store/placements.ts'
import { arrivalOf, identityOf, renewHead } from '../store/reread.ts'
import type { Engine } from './engine.ts'
import { readAgain } from './letter-source.ts'
import { newMessage } from './new-message.ts'
import { summariseConversation } from './summaries.ts'

/** A letter over the size limit is asked for now; false when the server no longer has it. */
export function loadAnyway(engine: Engine, mailbox: MailboxId, id: MessageId): boolean {
  const waiting = pendingOf(engine.deps.store.reader, id)
  if (!waiting) return false
  engine.deps.store.write((tx) => {
    setPending(tx, waiting.id, { because: 'asked', tries: 0, until: null })
    for (const node of nodesOfMessage(tx, mailbox, id)) tx.changed('conversations', node.conversationId)
  })
  engine.session(mailbox)?.poke()
  return true
}

/** Reads the stored source anew, in the encoding that was chosen for it. The letter keeps its id, its placements and its conversation. */
export async function parseAgain(engine: Engine, mailbox: MailboxId, id: MessageId, source: BlobId): Promise<Reading> {
  const { store, ports } = engine.deps
  const { letter, size } = await readAgain(engine.deps, source, letterEncoding(store.reader, id))
  store.write((tx) => {
    const message = newMessage(letter, arrivalOf(tx, id), size, false)
    // The same letter may be here a second time, read whole: two rows cannot share one identity.
    const twin = messageByIdentity(tx, message.identity)
    const identity = twin === null || twin === id ? message.identity : identityOf(tx, id)
    const scope = mailboxesOf(tx, id).map((one) => `mb${one}`)
    completeMessage(tx, id, { ...message, identity }, (scope.length ? scope : [`mb${mailbox}`]).join(' '))
    renewHead(tx, id, message)
    note(tx, ports.clock.now(), {
      what: 'parsed-again',
      tone: 'info',
      mailboxId: mailbox,
      messageId: id,
      params: { reading: letter.reading },
    })
    for (const node of nodesOfMessage(tx, mailbox, id)) summariseConversation(tx, node.conversationId)
  })
  return letter.reading
}
