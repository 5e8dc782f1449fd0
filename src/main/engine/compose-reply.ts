import type { DraftContent } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { MessageId } from '../../shared/model/ids.ts'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import { replySubject } from '../../shared/text/subjects.ts'
import type { AnsweredLetter, Standing } from '../store/outbox-answered.ts'

/** An empty answer: to whom, from which mailbox and under which subject. `own` are the author's own addresses. */
export function emptyReply(
  id: MessageId,
  letter: AnsweredLetter,
  standing: Standing,
  own: ReadonlySet<string>,
  mode: 'reply' | 'reply-all',
): DraftContent {
  return {
    mailboxId: standing.mailboxId,
    ...(standing.direction === 'out' ? sameRecipients(letter, mode) : repliedTo(letter, own, mode)),
    bcc: [],
    subject: replySubject(letter.subject),
    html: '',
    replyTo: id,
    mode,
    conversationId: standing.conversationId,
    afterSend: 'waiting',
    ...{ isSigned: true, isQuoted: true, isCommon: false },
  }
}

// On a letter of our own an answer means: write again to the same people.
function sameRecipients(letter: AnsweredLetter, mode: 'reply' | 'reply-all'): { to: Person[]; cc: Person[] } {
  return {
    to: distinct(letter.to, new Set()),
    cc: mode === 'reply-all' ? distinct(letter.cc, addressesIn(letter.to)) : [],
  }
}

function repliedTo(
  letter: AnsweredLetter,
  own: ReadonlySet<string>,
  mode: 'reply' | 'reply-all',
): { to: Person[]; cc: Person[] } {
  const author = letter.replyTo ?? letter.from
  if (mode === 'reply') return { to: author.email ? [author] : [], cc: [] }
  // A letter that we wrote to ourselves from another mailbox still has its author to answer.
  const others = new Set([...own].filter((email) => email !== normaliseAddress(author.email)))
  const to = distinct([author, ...letter.to], others)
  return { to, cc: distinct(letter.cc, new Set([...others, ...addressesIn(to)])) }
}

function distinct(people: readonly Person[], without: ReadonlySet<string>): Person[] {
  const seen = new Set(without)
  return people.filter(({ email }) => {
    const normal = normaliseAddress(email)
    if (!normal || seen.has(normal)) return false
    seen.add(normal)
    return true
  })
}

const addressesIn = (people: readonly Person[]): Set<string> =>
  new Set(people.map((one) => normaliseAddress(one.email)))
