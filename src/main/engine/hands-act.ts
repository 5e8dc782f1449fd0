// What every act by hand does: one transaction, grouping after it, a line in the journal.
import type { ConversationId, UserId } from '../../shared/model/ids.ts'
import { aliasConversation, conversationFacts, hasLetters } from '../store/conversations.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import type { ActRow } from '../store/thread-acts.ts'
import type { Desk } from './desk.ts'
import type { Engine } from './engine.ts'
import { newChanges } from './regroup.ts'
import type { Answer } from './send-answer.ts'
import { summariseConversation } from './summaries.ts'
import { askUnderRules, reconsider } from './threads.ts'

/** Groups the letters anew after their decisions changed; a conversation that is left empty becomes another name of `heir`. */
export function settle(
  tx: Writer,
  desk: Desk,
  letters: readonly number[],
  touched: Iterable<ConversationId>,
  heir: ConversationId | null,
): void {
  const changes = { ...newChanges(), areMoved: true }
  for (const id of touched) changes.touched.add(id)
  for (const id of reconsider(tx, desk, letters, changes)) desk.touched.add(id)
  for (const id of askUnderRules(tx, desk)) desk.touched.add(id)
  for (const id of desk.touched) {
    if (heir !== null && id !== heir && !hasLetters(tx, id) && conversationFacts(tx, heir))
      aliasConversation(tx, id, heir)
    else summariseConversation(tx, id)
  }
  tx.changed('conversations', ...new Set([...changes.touched, ...desk.touched]))
  tx.changed('counts')
}

export function say(
  tx: Writer,
  row: ActRow,
  what: string,
  user: UserId,
  conversation: ConversationId,
  now: number,
): void {
  const params = { from: row.fromNumber, to: row.toNumber, letters: row.letters }
  note(tx, now, {
    what: `conversations-${what}`,
    tone: 'info',
    mailboxId: row.mailboxId,
    conversationId: conversation,
    userId: user,
    params,
  })
  record(tx, now, {
    type: `conversation.${what}`,
    mailboxId: row.mailboxId,
    conversationId: conversation,
    userId: user,
  })
}

// A refusal leaves nothing behind: it is thrown through the transaction and answered after it.
class Refused extends Error {
  readonly answer: Answer<never>
  constructor(answer: Answer<never>) {
    super('refused')
    this.answer = answer
  }
}

/** One act by hand; `work` answers what came of it or why it cannot be. */
export function act<T>(engine: Pick<Engine, 'deps'>, work: (tx: Writer, now: number) => Answer<T>): Answer<T> {
  const { store, ports } = engine.deps
  try {
    return store.write((tx): Answer<T> => {
      const answer = work(tx, ports.clock.now())
      if (!answer.ok) throw new Refused(answer)
      return answer
    })
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}
