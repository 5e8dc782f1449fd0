// A split may ask of later letters: what a person writes into the conversation that was split goes where his letters went. Such
// a rule is asked after all others and reads only the edges that they gave: so no rule ever feeds another, and the answer is
// the same in any order of arrival.
import type { ApartRule, NodeKey, ThreadEdge, ThreadLetter, ThreadLookup } from './thread-model.ts'
import { byTime } from './thread-order.ts'

/** What the other rules say. */
export interface Ground {
  lookup: ThreadLookup
  usualEdge(letter: ThreadLetter, clientEmail: string): ThreadEdge
}

/** So many of a person's earlier letters are looked at for the one that this one stands with. */
const MOST_EARLIER = 20

/** Where a rule puts a letter whose edge is `usual` otherwise, and which rule; null where the usual edge holds. */
export function apartFrom(
  letter: ThreadLetter,
  usual: ThreadEdge,
  ground: Ground,
  rules: readonly ApartRule[],
): { rule: ApartRule; parent: NodeKey | null } | null {
  // A person put it there, or it begins anew.
  if (usual.parent === null || usual.rule === 'manual' || !rules.some((rule) => isUnder(letter, rule))) return null
  const above = wayUp(usual.parent, ground)
  const { root } = above
  const concerned = rules.filter((rule) => isSplitAt(root, rule, ground) || isOf(root, rule, ground))
  const rule = concerned.find((one) => isUnder(letter, one) && !isWithAnother(above.walked, one, concerned, ground))
  if (!rule) return null
  return isSplitAt(root, rule, ground)
    ? onwards(letter, rule, rules, ground)
    : { rule, parent: earlierOf(letter, root, rule, ground) }
}

// Where the letters went that left may have been split in its turn.
function onwards(
  letter: ThreadLetter,
  first: ApartRule,
  rules: readonly ApartRule[],
  ground: Ground,
): { rule: ApartRule; parent: NodeKey } {
  const passed = new Set<ApartRule>()
  let rule = first
  for (let next: ApartRule | undefined = first; next; ) {
    rule = next
    passed.add(rule)
    const { root } = wayUp({ letter: rule.left, client: '' }, ground)
    next = rules.find((one) => !passed.has(one) && isUnder(letter, one) && isSplitAt(root, one, ground))
  }
  return { rule, parent: { letter: rule.left, client: '' } }
}

/** Whether a rule speaks of the letter: of its people, on its subjects, while it held. */
export function isUnder(letter: ThreadLetter, rule: ApartRule): boolean {
  return (
    letter.direction === 'in' &&
    rule.senders.includes(letter.clients[0] ?? '') &&
    letter.receivedAt >= rule.from &&
    (rule.until === null || letter.receivedAt < rule.until) &&
    (rule.subjects === null || rule.subjects.includes(letter.subjectKey))
  )
}

/** Ids of the letters that the rules speak of: they are asked again when the edge of any stored letter may have changed. */
export function lettersUnder(rules: readonly ApartRule[], lookup: ThreadLookup): number[] {
  const found = rules.flatMap(({ senders, from, until }) =>
    senders.flatMap((sender) => lookup.lettersFrom(sender, from, until)),
  )
  return [...new Set(found)]
}

/** Whether a new letter may decide which earlier letter others under the rules stand with. */
export function mayComeBetween(
  letter: ThreadLetter,
  clients: readonly string[],
  rules: readonly ApartRule[],
  lookup: ThreadLookup,
): boolean {
  return clients.some(
    (client) =>
      rules.some((rule) => rule.senders.includes(client)) &&
      lookup.nodeAfter(client, letter.subjectKey, letter.at, letter.identity) !== null,
  )
}

// The conversation that was split is the one where the letter that stayed has its first letter.
function isSplitAt(root: NodeKey, rule: ApartRule, ground: Ground): boolean {
  // One that turned out to be ours since may stand in several conversations.
  const isThere = ground.lookup.letter(rule.left)?.direction === 'in'
  return isThere && isSame(root, wayUp(rule.stayed, ground).root)
}

function isOf(root: NodeKey, rule: ApartRule, { lookup }: Ground): boolean {
  return rule.clients.includes(clientOf(root, lookup))
}

// It hangs on an earlier letter that a rule took out of this conversation, and goes wherever that one goes; or on one that a
// person put where it stands.
function isWithAnother(
  walked: readonly NodeKey[],
  rule: ApartRule,
  concerned: readonly ApartRule[],
  { lookup }: Ground,
): boolean {
  return walked.some((node) => {
    const above = lookup.letter(node.letter)
    if (!above) return false
    return lookup.decision(above.id) ? isUnder(above, rule) : concerned.some((one) => isUnder(above, one))
  })
}

/** All letters from one up to the first of its conversation. In a ring (clocks were wrong) its earliest letter is the first. */
function wayUp(from: NodeKey, ground: Ground): { walked: NodeKey[]; root: NodeKey } {
  const walked: NodeKey[] = []
  const seen = new Set<string>()
  let here = from
  for (;;) {
    const key = `${here.letter}/${here.client}`
    if (seen.has(key)) {
      const ring = walked.slice(walked.findIndex((node) => isSame(node, here)))
      return { walked, root: earliest(ring, ground.lookup) }
    }
    seen.add(key)
    walked.push(here)
    const next = usualParent(here, ground)
    if (next === null) return { walked, root: here }
    here = next
  }
}

function usualParent(node: NodeKey, { lookup, usualEdge }: Ground): NodeKey | null {
  const kept = lookup.usualParent(node)
  if (kept !== undefined) return kept
  const letter = lookup.letter(node.letter)
  return letter && usualEdge(letter, clientOf(node, lookup)).parent
}

// The latest of the person's earlier letters that came to the same conversation.
function earlierOf(letter: ThreadLetter, root: NodeKey, rule: ApartRule, ground: Ground): NodeKey | null {
  const client = letter.clients[0] ?? ''
  let { at, identity } = letter
  for (let n = 0; n < MOST_EARLIER; n += 1) {
    const node = ground.lookup.nodeBefore(client, letter.subjectKey, at, identity)
    const earlier = node && ground.lookup.letter(node.letter)
    if (!earlier) return null
    const stood = isUnder(earlier, rule) ? ground.usualEdge(earlier, client) : null
    if (stood?.parent && stood.rule !== 'manual' && isSame(root, wayUp(stood.parent, ground).root)) return node
    ;({ at, identity } = earlier)
  }
  return null
}

function clientOf(node: NodeKey, lookup: ThreadLookup): string {
  return node.client || (lookup.letter(node.letter)?.clients[0] ?? '')
}

function earliest(nodes: readonly NodeKey[], lookup: ThreadLookup): NodeKey {
  return nodes.reduce((first, node) => {
    const [one, other] = [lookup.letter(first.letter), lookup.letter(node.letter)]
    const order = one && other ? byTime(one, other) || (first.client < node.client ? -1 : 1) : -1
    return order < 0 ? first : node
  })
}

const isSame = (a: NodeKey, b: NodeKey | null) => b !== null && a.letter === b.letter && a.client === b.client
