import type { Letter } from '../../../shared/model/conversation.ts'
import { subjectKey } from '../../../shared/text/subjects.ts'
import { nameOf } from '../letter/people.ts'

/** What a split may ask of later letters. */
export interface LaterLetters {
  /** Tell what was wished of one person from what was wished of another. */
  senderKey: string
  clientKey: string
  /** Whose letters leave: one person's. */
  sender: string
  /** Who else's letters stay; null where nobody's do. */
  client: string | null
  /** Letters with a subject are among them, so that later ones can be told by it. */
  haveSubject: boolean
  /** Somebody else's conversation loses all letters of this person: the next one is most likely no part of it either. */
  isLikely: boolean
}

/** Null where nothing can be asked: the letters that leave are only ours, or of several people. Both lists oldest first. */
export function laterLetters(leaving: readonly Letter[], staying: readonly Letter[]): LaterLetters | null {
  const theirs = leaving.filter((letter) => letter.direction === 'in')
  const [sender, ...others] = theirs.map(personOf)
  if (!sender || staying.length === 0 || others.some((other) => !isSame(other, sender))) return null
  const client = staying.map(personOf).find((person) => person.email !== '' && !isSame(person, sender)) ?? null
  return {
    senderKey: keyOf(sender),
    clientKey: client === null ? '' : keyOf(client),
    sender: sender.name,
    client: client?.name ?? null,
    haveSubject: theirs.some((letter) => subjectKey(letter.subject) !== ''),
    isLikely:
      client !== null && !staying.some((letter) => letter.direction === 'in' && isSame(personOf(letter), sender)),
  }
}

interface Somebody {
  contactId: number | null
  email: string
  name: string
}

// A letter of somebody whom nobody knows stands with the card of the conversation: that is not his own.
function personOf({ why: { binding }, from, to, direction }: Letter): Somebody {
  const named = direction === 'in' ? from : (to[0] ?? { name: '', email: '' })
  const email = binding.email ?? named.email
  return binding.isOwn
    ? { contactId: binding.contactId, email, name: binding.name ?? nameOf(named) }
    : { contactId: null, email, name: nameOf(named) }
}

const keyOf = ({ contactId, email }: Somebody) => `${contactId ?? email}`

const isSame = (one: Somebody, other: Somebody) =>
  one.email === other.email || (one.contactId !== null && one.contactId === other.contactId)
