import type { Why } from '../../shared/model/conversation.ts'

/** A contact that has the address in question. */
export interface Candidate {
  contactId: number
  email: string
  createdAt: number
  /** Date of its newest letter in this conversation, null when it has none. */
  lastHereAt: number | null
}

export interface BindingFacts {
  direction: 'in' | 'out'
  /** What the conversation is bound to already, and whether a person chose that. */
  conversation: { contactId: number; isByHand: boolean } | null
  /** Contacts with the client's address: From of an incoming letter. */
  sender: readonly Candidate[]
  /** Contacts with the outside addresses in To, then CC, in the order of the header. */
  recipients: readonly Candidate[]
}

export interface Binding {
  finder: Why['binding']['finder']
  contactId: number | null
  email: string | null
  /** 1 certain, 0.7 one of several contacts with the address, 0.5 only by the company it keeps. */
  confidence: number
}

const NONE: Binding = { finder: 'none', contactId: null, email: null, confidence: 0 }

/** Whose letter this is: the first finder that knows decides, and says so. */
export function bind(facts: BindingFacts): Binding {
  return byChoice(facts) ?? bySender(facts) ?? byRecipient(facts) ?? byConversation(facts) ?? NONE
}

// What a person chose holds for the rest of the conversation; of several contacts with one address the known one stays.
function byChoice({ conversation, direction, sender, recipients }: BindingFacts): Binding | null {
  if (!conversation) return null
  const { contactId, isByHand } = conversation
  const same = (direction === 'in' ? sender : recipients).find((candidate) => candidate.contactId === contactId)
  return isByHand || same ? { finder: 'conversation', contactId, email: same?.email ?? null, confidence: 1 } : null
}

function bySender({ direction, sender }: BindingFacts): Binding | null {
  return direction === 'in' ? chosen('sender', sender) : null
}

function byRecipient({ direction, recipients }: BindingFacts): Binding | null {
  const first = recipients[0]?.email
  return direction === 'out'
    ? chosen(
        'recipient',
        recipients.filter((candidate) => candidate.email === first),
      )
    : null
}

// A colleague of the client whom nobody knows yet stands with the client.
function byConversation({ conversation }: BindingFacts): Binding | null {
  return conversation && { finder: 'conversation', contactId: conversation.contactId, email: null, confidence: 0.5 }
}

// Several contacts share the address: the one that was active here last, else the oldest.
function chosen(finder: Binding['finder'], candidates: readonly Candidate[]): Binding | null {
  const [best] = candidates.toSorted(
    (a, b) => (b.lastHereAt ?? 0) - (a.lastHereAt ?? 0) || a.createdAt - b.createdAt || a.contactId - b.contactId,
  )
  return best
    ? { finder, contactId: best.contactId, email: best.email, confidence: candidates.length === 1 ? 1 : 0.7 }
    : null
}
