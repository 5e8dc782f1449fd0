import { apartFrom } from './thread-apart.ts'
import type {
  ApartRule,
  NodeKey,
  ThreadEdge,
  ThreadLetter,
  ThreadLookup,
  ThreadNode,
  ThreadRules,
} from './thread-model.ts'
import { byTime } from './thread-order.ts'
import { exclusionOf, modeAt } from './thread-rules.ts'

const DAY_MS = 86_400_000
const DAYS_AS_REPLY = 90
const DAYS_AS_NEW = 7
/** So long an answer to our letter stays with it under another subject. */
const DAYS_UNDER_ANOTHER_SUBJECT = 30
/** A letter to more clients than this stands in one conversation: 10,000 recipients are not 10,000 conversations. */
const MOST_NODES = 50

const ALONE: ThreadEdge = {
  parent: null,
  rule: 'first',
  header: null,
  fromAnotherAddress: false,
  subjectChanged: false,
}

/**
 * The nodes of one letter with their edges: one node, except for an outgoing letter to several clients in mode `subject`
 * or to several hidden (BCC only) ones, which has a node per client.
 */
export function nodesOf(letter: ThreadLetter, lookup: ThreadLookup, rules: ThreadRules): ThreadNode[] {
  return placesOf(letter, rules).map((place) => ({
    letter: letter.id,
    ...place,
    subjectKey: letter.subjectKey,
    edge: edgeOf(letter, place.clientEmail, lookup, rules),
  }))
}

/** The nodes of a letter without their edges; `clientEmail` is the address under which neighbours by subject find it. */
export function placesOf(letter: ThreadLetter, rules: ThreadRules): { client: string; clientEmail: string }[] {
  return nodeClients(letter, rules).map((client) => ({ client, clientEmail: client || (letter.clients[0] ?? '') }))
}

/**
 * Ids of the stored letters whose nodes must be asked for again when this letter arrives, changes or goes, itself included:
 * those that name it, and the next one of the same client and subject. Never more than these.
 */
export function affectedBy(letter: ThreadLetter, lookup: ThreadLookup, rules: ThreadRules): number[] {
  const affected = new Set([letter.id])
  for (const child of lookup.childrenOf(idsOf(letter)))
    if (child.isAnswer || !child.isSettled) affected.add(child.letter)
  if (letter.subjectKey !== '') {
    for (const { clientEmail } of placesOf(letter, rules)) {
      const next =
        clientEmail === '' ? null : lookup.nodeAfter(clientEmail, letter.subjectKey, letter.at, letter.identity)
      if (next) affected.add(next.letter)
    }
  }
  return [...affected]
}

function edgeOf(letter: ThreadLetter, clientEmail: string, lookup: ThreadLookup, rules: ThreadRules): ThreadEdge {
  const usual = usualEdgeOf(letter, clientEmail, lookup, rules)
  const apart = apartFrom(letter, usual, groundOf(lookup, rules), rules.apart)
  return apart === null
    ? usual
    : { ...ALONE, parent: apart.parent, rule: 'apart', header: `From: ${letter.clients[0] ?? letter.from}` }
}

/** The rule of a split that puts the letter where it stands; null where the other rules do. */
export function apartRuleOf(letter: ThreadLetter, lookup: ThreadLookup, rules: ThreadRules): ApartRule | null {
  const usual = usualEdgeOf(letter, letter.clients[0] ?? '', lookup, rules)
  return apartFrom(letter, usual, groundOf(lookup, rules), rules.apart)?.rule ?? null
}

const groundOf = (lookup: ThreadLookup, rules: ThreadRules) => ({
  lookup,
  usualEdge: (letter: ThreadLetter, clientEmail: string) => usualEdgeOf(letter, clientEmail, lookup, rules),
})

function usualEdgeOf(letter: ThreadLetter, clientEmail: string, lookup: ThreadLookup, rules: ThreadRules): ThreadEdge {
  const mode = modeAt(rules, letter.receivedAt)
  return (
    byHand(letter, clientEmail, lookup, rules) ??
    byExclusion(letter, rules) ??
    (mode === 'off' ? { ...ALONE, rule: 'grouping-off' as const } : null) ??
    (mode === 'smart' ? byHeader(letter, clientEmail, lookup, rules) : null) ??
    bySubject(letter, clientEmail, lookup, rules, mode === 'smart') ??
    ALONE
  )
}

function byHand(
  letter: ThreadLetter,
  clientEmail: string,
  lookup: ThreadLookup,
  rules: ThreadRules,
): ThreadEdge | null {
  const decision = lookup.decision(letter.id)
  if (!decision) return null
  if (decision.parent === null) return { ...ALONE, rule: 'manual' }
  const parent = lookup.letter(decision.parent)
  if (!parent || parent.id === letter.id) return null
  const clients = nodeClients(parent, rules)
  const client = clients.find((one) => one === clientEmail) ?? clients[0] ?? ''
  return {
    ...ALONE,
    rule: 'manual',
    parent: { letter: parent.id, client },
    subjectChanged: hasOtherSubject(parent, letter),
  }
}

function byExclusion(letter: ThreadLetter, rules: ThreadRules): ThreadEdge | null {
  const entry = exclusionOf(letter, rules)
  return entry === null
    ? null
    : { ...ALONE, rule: 'excluded', header: `From: ${letter.from === entry ? entry : `${letter.from} (${entry})`}` }
}

// A letter whose named parent is stored is decided here for good, also when the parent is refused: null means not stored.
function byHeader(
  letter: ThreadLetter,
  clientEmail: string,
  lookup: ThreadLookup,
  rules: ThreadRules,
): ThreadEdge | null {
  const named = [letter.inReplyTo, ...letter.references.toReversed()].filter((id) => id !== '')
  if (named.length === 0) return null
  const stored = lookup.byMessageIds([...new Set(named)]).filter((parent) => parent.id !== letter.id)
  if (stored.length === 0) return null
  for (const [place, id] of named.entries()) {
    const parents = stored.filter((parent) => idsOf(parent).includes(id))
    for (const parent of nearestFirst(parents, letter)) {
      const node = nodeFor(parent, letter, clientEmail, rules)
      if (!node || !isAnswerTo(parent, letter)) continue
      if (hasLeft(parent, letter)) return ALONE
      const isInReplyTo = place === 0 && letter.inReplyTo !== ''
      return {
        parent: node,
        rule: parent.isOursById ? 'reply-to-ours' : isInReplyTo ? 'reply' : 'references',
        header: `${isInReplyTo ? 'In-Reply-To' : 'References'}: <${id}>`,
        fromAnotherAddress: isFromAnother(parent, letter),
        subjectChanged: hasOtherSubject(parent, letter),
      }
    }
  }
  return ALONE
}

function bySubject(
  letter: ThreadLetter,
  clientEmail: string,
  lookup: ThreadLookup,
  rules: ThreadRules,
  isLimited: boolean,
): ThreadEdge | null {
  if (letter.subjectKey === '' || clientEmail === '') return null
  const before = lookup.nodeBefore(clientEmail, letter.subjectKey, letter.at, letter.identity)
  const parent = before && lookup.letter(before.letter)
  if (!parent || exclusionOf(parent, rules) !== null) return null
  const days = letter.hasReplyPrefix || letter.references.length > 0 ? DAYS_AS_REPLY : DAYS_AS_NEW
  if (isLimited && letter.at - parent.at > days * DAY_MS) return null
  return { ...ALONE, parent: before, rule: 'subject', header: `Subject: ${letter.subjectKey}` }
}

/** '' for a letter with one node, else the client of each of its nodes. */
function nodeClients(letter: ThreadLetter, rules: ThreadRules): readonly string[] {
  const several = letter.direction === 'out' && letter.clients.length > 1 && letter.clients.length <= MOST_NODES
  return several && (modeAt(rules, letter.receivedAt) === 'subject' || !seesClients(letter)) ? letter.clients : ['']
}

// The node of the parent in which this letter may stand; null when it comes from somebody the others must not meet.
function nodeFor(parent: ThreadLetter, letter: ThreadLetter, clientEmail: string, rules: ThreadRules): NodeKey | null {
  const clients = nodeClients(parent, rules)
  const who = letter.direction === 'in' ? letter.from : clientEmail
  if (clients.length > 1) {
    const client = clients.find((one) => one === who) ?? (seesClients(parent) ? clients[0] : undefined)
    return client === undefined ? null : { letter: parent.id, client }
  }
  const isAmongMany = parent.direction === 'out' && parent.clients.length > 1 && !seesClients(parent)
  const isHidden =
    letter.direction === 'in' && parent.hidden.includes(letter.from) && !parent.outside.includes(letter.from)
  return isAmongMany || isHidden ? null : { letter: parent.id, client: '' }
}

// Clients are either all in To or CC, where they see each other, or all in BCC.
function seesClients(letter: ThreadLetter): boolean {
  return letter.clients[0] !== undefined && letter.outside.includes(letter.clients[0])
}

// Our own ids cannot be guessed, so who names one has seen that letter; any other id must come from somebody who took part.
function isAnswerTo(parent: ThreadLetter, letter: ThreadLetter): boolean {
  if (parent.isOursById) return true
  const known = new Set([...parent.outside, ...parent.clients])
  return letter.outside.some((one) => known.has(one)) || letter.clients.some((one) => known.has(one))
}

function isFromAnother(parent: ThreadLetter, letter: ThreadLetter): boolean {
  return (
    letter.direction === 'in' &&
    letter.outside.includes(letter.from) &&
    !parent.outside.includes(letter.from) &&
    !parent.clients.includes(letter.from)
  )
}

// An answer of theirs to a letter of ours that is about something else now. A subject that only got a word more is the same.
function hasOtherSubject(parent: ThreadLetter, letter: ThreadLetter): boolean {
  return letter.direction === 'in' && parent.direction === 'out' && !isSameBusiness(parent, letter)
}

function isSameBusiness(parent: ThreadLetter, letter: ThreadLetter): boolean {
  return letter.subjectKey.includes(parent.subjectKey) || parent.subjectKey.includes(letter.subjectKey)
}

// People begin new business by answering an old letter. Gateways that add "[External]" do not: one subject holds the other.
function hasLeft(parent: ThreadLetter, letter: ThreadLetter): boolean {
  if (letter.direction === 'out' || isSameBusiness(parent, letter)) return false
  return parent.direction === 'in' || letter.at - parent.at > DAYS_UNDER_ANOTHER_SUBJECT * DAY_MS
}

function idsOf(letter: ThreadLetter): string[] {
  return [letter.messageId, ...letter.aliases].filter((id) => id !== '')
}

// Ids are not unique in bad mail: the last letter before this one is meant, else the first after it (a clock was wrong).
function nearestFirst(parents: ThreadLetter[], letter: ThreadLetter): ThreadLetter[] {
  if (parents.length < 2) return parents
  const ordered = parents.toSorted(byTime)
  const before = ordered.filter((parent) => byTime(parent, letter) < 0)
  return [...before.toReversed(), ...ordered.slice(before.length)]
}
