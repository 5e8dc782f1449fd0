// What a merge would come to, spelled out before it is pressed.
import type { MergePreview } from '../../shared/api/threads.ts'
import type { ConversationId } from '../../shared/model/ids.ts'
import { bareSubject } from '../../shared/text/subjects.ts'
import { stateOf } from '../domain/state.ts'
import { conversationFacts, numberOf, standingLetters } from '../store/conversations.ts'
import type { Reader } from '../store/handle.ts'
import { candidate, clientsIn } from '../store/merge-candidates.ts'
import { nameByHand } from '../store/thread-acts.ts'

export function mergePreview(db: Reader, one: ConversationId, other: ConversationId): MergePreview | null {
  const numbers = [numberOf(db, one) ?? 0, numberOf(db, other) ?? 0]
  const stays = (numbers[0] ?? 0) < (numbers[1] ?? 0) ? one : other
  const survivor = conversationFacts(db, stays)
  const rows = [candidate(db, one), candidate(db, other)]
  if (!survivor || !rows[0] || !rows[1]) return null
  const both = [...standingLetters(db, one), ...standingLetters(db, other)].sort((a, b) => a.at - b.at)
  const letters = [...new Map(both.map((letter) => [letter.messageId, letter])).values()]
  const byHand = survivor.stateByHandAt === null ? null : { state: survivor.state, at: survivor.stateByHandAt }
  const clients = [new Set(clientsIn(db, one)), new Set(clientsIn(db, other))] as const
  const newest = bareSubject(letters.findLast((letter) => letter.subject !== '')?.subject ?? '')
  const subject = nameByHand(db, stays) ?? newest
  return {
    subject,
    subjects: [...new Set([subject, rows[0].subject, rows[1].subject, newest])].filter((one) => one !== ''),
    number: Math.min(...numbers),
    alias: Math.max(...numbers),
    letters: letters.length,
    people: new Set([...clients[0], ...clients[1]]).size,
    state: stateOf(letters, byHand, survivor.connectedAt),
    areOtherClients:
      clients[0].size > 0 && clients[1].size > 0 && [...clients[0]].every((email) => !clients[1].has(email)),
    clients: [rows[0].whoName || rows[0].whoEmail, rows[1].whoName || rows[1].whoEmail],
  }
}
