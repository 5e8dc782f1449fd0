import type { ConversationId } from '../../shared/model/ids.ts'
import { displayName } from '../../shared/text/names.ts'
import { bareSubject } from '../../shared/text/subjects.ts'
import { stateOf } from '../domain/state.ts'
import { conversationFacts, dropConversation, numberNew, standingLetters, summarise } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { nameByHand } from '../store/thread-acts.ts'

/** Renews what the lists show of a conversation from its letters: subject, who, state, counts. */
export function summariseConversation(tx: Writer, id: ConversationId): void {
  const facts = conversationFacts(tx, id)
  // Joined to another one meanwhile.
  if (!facts) return
  const all = standingLetters(tx, id)
  const written = all.filter((letter) => !letter.isReport)
  // Reports are shown on the letter that they speak of; only where that one is not they are letters themselves.
  const letters = written.length > 0 ? written : all
  const last = letters.at(-1)
  if (!last) {
    dropConversation(tx, id)
    return
  }
  numberNew(tx, id)
  const byHand = facts.stateByHandAt === null ? null : { state: facts.state, at: facts.stateByHandAt }
  // The row names the other side: the sender of the newest letter of theirs, else whom we wrote to.
  const theirs = letters.findLast((letter) => letter.direction === 'in') ?? last
  const bound = letters.findLast((letter) => letter.contactId !== null)
  summarise(tx, id, {
    // The newest subject, since people change it as the talk goes on.
    subject: nameByHand(tx, id) ?? bareSubject(letters.findLast((letter) => letter.subject !== '')?.subject ?? ''),
    state: stateOf(letters, byHand, facts.connectedAt),
    firstAt: letters[0]!.at,
    lastAt: Math.max(all.at(-1)?.at ?? last.at, ...all.map((letter) => letter.againAt ?? 0)),
    letters: letters.length,
    snippet: last.snippet,
    whoName: displayName(theirs.clientName, theirs.clientEmail),
    whoEmail: theirs.clientEmail,
    contactId: bound?.contactId ?? null,
    hasAttachments: letters.some((letter) => letter.hasAttachments),
    trouble:
      last.reading === 'not-parsed' || last.reading === 'partial'
        ? 'not-parsed'
        : last.reading === 'too-big'
          ? 'too-big'
          : null,
    lastMessageId: last.messageId,
  })
}
