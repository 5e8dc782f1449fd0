import type { ContactId, MessageId } from '../../shared/model/ids.ts'
import { bind, type Candidate } from '../domain/binding.ts'
import { contactsOfHistory } from '../domain/creation.ts'
import type { Standpoint } from '../domain/direction.ts'
import type { ParsedLetter } from '../mail/types.ts'
import { contactOf } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { bindNode, lastLetterOf, nodesOfMessage } from '../store/nodes.ts'
import { addContact, contactsByAddress } from '../store/people.ts'
import { claimLetters } from './card-moves.ts'
import type { Desk } from './desk.ts'

/** Binds a letter to the contact of its client by the first finder that knows, and notes which one it was. */
export function bindLetter(
  tx: Writer,
  desk: Pick<Desk, 'own' | 'createContacts' | 'mailboxId' | 'now'>,
  messageId: MessageId,
  letter: ParsedLetter,
  seen: Standpoint,
  isHistory: boolean,
): void {
  if (isHistory && desk.createContacts && seen.direction === 'out' && !letter.isAutomatic)
    createFromHistory(tx, desk, letter)
  bindNodes(tx, desk, messageId, seen)
}

/** The binding of a letter's nodes as the finders see it now. */
export function bindNodes(tx: Writer, desk: Pick<Desk, 'mailboxId'>, messageId: MessageId, seen: Standpoint): void {
  for (const node of nodesOfMessage(tx, desk.mailboxId, messageId)) {
    const candidates = (emails: readonly string[]): Candidate[] =>
      emails.flatMap((email) => {
        const owners = contactsByAddress(tx, email)
        return owners.map((c) => ({
          contactId: c.id,
          email,
          createdAt: c.createdAt,
          // Asked only where it decides.
          lastHereAt: owners.length > 1 ? lastLetterOf(tx, node.conversationId, c.id) : null,
        }))
      })
    const bound = contactOf(tx, node.conversationId)
    const clients = node.client === '' ? seen.clients : [node.client]
    const binding = bind({
      direction: seen.direction,
      conversation: bound === null ? null : { contactId: bound, isByHand: false },
      sender: seen.direction === 'in' ? candidates(clients) : [],
      recipients: seen.direction === 'out' ? candidates(clients) : [],
    })
    // Contact ids of the rules are ids of contacts.
    bindNode(tx, node.id, binding.finder, binding.contactId as ContactId | null)
  }
}

// People that we wrote to before the mailbox was connected become contacts; their letters that are here already join them.
function createFromHistory(tx: Writer, desk: Pick<Desk, 'own' | 'mailboxId' | 'now'>, letter: ParsedLetter): void {
  const people = contactsOfHistory(
    { direction: 'out', to: letter.to.slice(0, 50), cc: letter.cc.slice(0, 50) },
    { isKnown: (email) => contactsByAddress(tx, email).length > 0, isOwn: (email) => desk.own.has(email) },
  )
  for (const person of people) {
    const id = addContact(tx, { ...person, origin: 'history' }, desk.now)
    claimLetters(tx, 'by-rule', [person.email], id, desk.now)
  }
}
