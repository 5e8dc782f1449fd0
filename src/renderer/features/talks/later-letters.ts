import type { Letter } from '../../../shared/model/conversation.ts'
import { subjectKey } from '../../../shared/text/subjects.ts'
import { nameOf } from '../letter/people.ts'

/** What a split may ask of later letters. */
export interface LaterLetters {
  /** Whose letters leave: one person's. */
  sender: string
  /** Whose conversation it is; null where it is the same person's. */
  client: string | null
  /** Letters with a subject are among them, so that later ones can be told by it. */
  haveSubject: boolean
  /** Somebody else's conversation loses all letters of this person: the next one is most likely no part of it either. */
  isLikely: boolean
}

/** Null where nothing can be asked: the letters that leave are only ours, or of several people. Both lists oldest first. */
export function laterLetters(leaving: readonly Letter[], staying: readonly Letter[]): LaterLetters | null {
  const theirs = leaving.filter((letter) => letter.direction === 'in')
  const [first] = theirs
  const [top] = staying
  if (!first || !top || theirs.some((letter) => personOf(letter).key !== personOf(first).key)) return null
  const sender = personOf(first)
  const client = personOf(top)
  return {
    sender: sender.name,
    client: client.key === sender.key ? null : client.name,
    haveSubject: theirs.some((letter) => subjectKey(letter.subject) !== ''),
    isLikely:
      client.key !== sender.key &&
      !staying.some((letter) => letter.direction === 'in' && personOf(letter).key === sender.key),
  }
}

function personOf({ why: { binding }, from, to, direction }: Letter): { key: string; name: string } {
  const named = direction === 'in' ? from : (to[0] ?? { name: '', email: '' })
  const email = binding.email ?? named.email
  return { key: String(binding.contactId ?? email), name: binding.name ?? nameOf(named) }
}
