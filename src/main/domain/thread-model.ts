// A node is a letter in one mailbox. It has at most one parent; what hangs together is a conversation. Edges depend only on
// the set of letters, the rules in force when a letter was received, and decisions by hand: never on the order of arrival.
import type { Why } from '../../shared/model/conversation.ts'
import type { Grouping } from '../../shared/model/mailbox.ts'

/** A letter as one mailbox sees it. Addresses are normalised, ids without brackets, times UTC ms. */
export interface ThreadLetter {
  id: number
  /** Unique and the same wherever the letter arrives (see identity.ts): decides between equal dates. */
  identity: string
  messageId: string
  /** Other ids of the same letter, given by the provider or by us. */
  aliases: readonly string[]
  inReplyTo: string
  /** Oldest first. */
  references: readonly string[]
  at: number
  /** Arrival at the server: decides which rules were in force. */
  receivedAt: number
  direction: 'in' | 'out'
  /** Its Message-ID is one of our own unguessable ones. */
  isOursById: boolean
  from: string
  /** The other side: From of incoming; outside To, else CC, else BCC of outgoing. May be empty. */
  clients: readonly string[]
  /** All visible outside participants: From, To, CC. */
  outside: readonly string[]
  /** Outside BCC of an outgoing letter that are not its clients. */
  hidden: readonly string[]
  subjectKey: string
  hasReplyPrefix: boolean
}

export interface ThreadRules {
  /** Ascending; the last one with `from` at or before a letter's arrival holds. Smart before the first. */
  modes: readonly { mode: Grouping; from: number }[]
  /** Of the installation and of this mailbox together: an address or `@domain`. */
  exclusions: readonly { entry: string; from: number; until: number | null }[]
  /** Newest first. */
  apart: readonly ApartRule[]
}

/** By hand, at a split: later letters of these people leave the conversation that was split as theirs did. */
export interface ApartRule {
  id: number
  /** For letters that arrived from then on, and (null: for ever) before. */
  from: number
  until: number | null
  /** Client addresses of the people whose letters leave. */
  senders: readonly string[]
  /** Null: whatever the subject. */
  subjects: readonly string[] | null
  /** Their letters leave every conversation that one of these clients began, or to whom it began; as a rule none. */
  clients: readonly string[]
  /** One that stayed: its conversation is the one that was split. */
  stayed: NodeKey
  /** An incoming one that left: its conversation is where they go. */
  left: number
}

/** By hand: this letter follows that one, or (null) begins anew. */
export interface ThreadDecision {
  letter: number
  parent: number | null
  at: number
}

export interface NodeKey {
  letter: number
  /** '' except where one outgoing letter stands in a conversation per client. */
  client: string
}

export interface ThreadEdge {
  parent: NodeKey | null
  rule: Exclude<Why['rule'], 'provider'>
  /** The header (or the entry of the exclusion list) that decided, as `Name: value`. */
  header: string | null
  fromAnotherAddress: boolean
  subjectChanged: boolean
}

export interface ThreadNode extends NodeKey {
  /** Client address under which neighbours by subject find it; '' when there is none. */
  clientEmail: string
  subjectKey: string
  edge: ThreadEdge
}

/** A stored letter that names another one. */
export interface ThreadChild {
  letter: number
  /** Named in In-Reply-To, which is looked at before References. */
  isAnswer: boolean
  /** Its edge stands by In-Reply-To now, so that no letter of its References can change it. */
  isSettled: boolean
}

/** What the rules ask of the store, all within one mailbox. */
export interface ThreadLookup {
  letter(id: number): ThreadLetter | null
  /** Letters that carry one of the ids as Message-ID or alias. */
  byMessageIds(ids: readonly string[]): ThreadLetter[]
  /** Letters that name one of the ids in In-Reply-To or References, once for each way in which they do. */
  childrenOf(ids: readonly string[]): ThreadChild[]
  /** The nearest stored node of this client and subject before (at, identity), both exclusive. */
  nodeBefore(clientEmail: string, subjectKey: string, at: number, identity: string): NodeKey | null
  /** The nearest stored node after (at, identity), both exclusive. */
  nodeAfter(clientEmail: string, subjectKey: string, at: number, identity: string): NodeKey | null
  /** The decision by hand that holds for a letter: the latest one. */
  decision(letter: number): ThreadDecision | null
  /** Incoming letters of this client that arrived from `from` on and (null: for ever) before `until`. */
  lettersFrom(clientEmail: string, from: number, until: number | null): number[]
  /** What a node hangs on without rules of splits, as it is kept; undefined where that is not kept. */
  usualParent(node: NodeKey): NodeKey | null | undefined
}
