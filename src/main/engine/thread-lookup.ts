import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import { standpoint } from '../domain/direction.ts'
import type { ThreadLetter, ThreadLookup } from '../domain/thread-model.ts'
import type { Reader } from '../store/handle.ts'
import {
  decisionFor,
  incomingOf,
  messagesNaming,
  messagesWithIds,
  neighbourAfter,
  neighbourBefore,
  parentKept,
  threadFacts,
} from '../store/thread-facts.ts'

export interface StoredLookup extends ThreadLookup {
  /** A letter that has just been stored, as it would be read from there. */
  remember(letter: ThreadLetter): void
  forget(id: number): void
  forgetAll(): void
}

/** Grouping's questions answered from the store for one mailbox; letters are remembered for the life of the lookup. */
export function threadLookup(
  db: Reader,
  mailbox: MailboxId,
  mailboxAddress: string,
  own: ReadonlySet<string>,
): StoredLookup {
  const letters = new Map<number, ThreadLetter | null>()

  function letter(id: number): ThreadLetter | null {
    const known = letters.get(id)
    if (known !== undefined) return known
    const found = load(id)
    letters.set(id, found)
    return found
  }

  function load(id: number): ThreadLetter | null {
    // The ids of grouping are those of messages.
    const facts = threadFacts(db, mailbox, id as MessageId)
    if (!facts) return null
    const people = (role: string) => facts.people.filter((person) => person.role === role).map((person) => person.email)
    const seen = standpoint(
      {
        from: people('from')[0] ?? '',
        to: people('to'),
        cc: people('cc'),
        bcc: people('bcc'),
        replyTo: people('reply-to')[0] ?? '',
      },
      mailboxAddress,
      own,
      facts.direction === 'out',
    )
    return { ...facts, ...seen, isOursById: facts.isOursById === 1, hasReplyPrefix: facts.hasReplyPrefix === 1 }
  }

  const all = (ids: readonly MessageId[]) => [...new Set(ids)].flatMap((id) => letter(id) ?? [])
  const key = (found: { messageId: number; client: string } | null) =>
    found && { letter: found.messageId, client: found.client }

  return {
    letter,
    byMessageIds: (ids) => all(messagesWithIds(db, ids)),
    childrenOf: (ids) =>
      ids
        .flatMap((id) => messagesNaming(db, mailbox, id))
        .map(({ id, kind, decidedBy }) => ({
          letter: id,
          isAnswer: kind === 'reply',
          isSettled: decidedBy?.startsWith('In-Reply-To:') ?? false,
        })),
    nodeBefore: (client, subject, at, identity) => key(neighbourBefore(db, mailbox, client, subject, at, identity)),
    nodeAfter: (client, subject, at, identity) => key(neighbourAfter(db, mailbox, client, subject, at, identity)),
    decision(id) {
      const found = decisionFor(db, mailbox, id as MessageId)
      return found && { letter: id, parent: found.parent, at: found.at }
    },
    lettersFrom: (client, from, until) => incomingOf(db, mailbox, client, from, until),
    usualParent(node) {
      const kept = parentKept(db, mailbox, node.letter as MessageId, node.client)
      return kept === undefined ? undefined : key(kept)
    },
    remember: (letter) => letters.set(letter.id, letter),
    forget: (id) => letters.delete(id),
    forgetAll: () => letters.clear(),
  }
}
