// A split may ask of later letters: what a person writes into the conversation that was split goes where his letters went. Such
// a rule is asked after all others and looks only at the edges that they gave: so no rule ever feeds another, and the answer is
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
  for (const rule of rules) {
    const root = isUnder(letter, rule) ? rootAbove(usual, rule, ground) : null
    if (root === null) continue
    // One that turned out to be ours since may stand in several conversations.
    const isThere = ground.lookup.letter(rule.left)?.direction === 'in'
    if (isThere && isSame(root, rootOf(rule.stayed, ground))) return { rule, parent: { letter: rule.left, client: '' } }
    if (rule.clients.includes(clientOf(root, ground.lookup)))
      return { rule, parent: earlierOf(letter, root, rule, ground) }
  }
  return null
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

/** Ids of the letters that the rules speak of: they are asked again when the edge of any stored letter has changed. */
export function lettersUnder(rules: readonly ApartRule[], lookup: ThreadLookup): number[] {
  const found = rules.flatMap(({ senders, from, until }) =>
    senders.flatMap((sender) => lookup.lettersFrom(sender, from, until)),
  )
  return [...new Set(found)]
}

// The first letter of the conversation that the letter comes to; null where it stays as it is: a person put it there, it begins
// anew, or it hangs on an earlier letter under the same rule and goes wherever that one goes.
function rootAbove(usual: ThreadEdge, rule: ApartRule, ground: Ground): NodeKey | null {
  if (usual.parent === null || usual.rule === 'manual') return null
  return rootOf(usual.parent, ground, ({ letter }) => {
    const above = ground.lookup.letter(letter)
    return above !== null && isUnder(above, rule)
  })
}

// In a ring (clocks were wrong) its earliest letter is the first.
function rootOf(from: NodeKey, ground: Ground, isEnd: (node: NodeKey) => boolean = () => false): NodeKey | null {
  const walked: NodeKey[] = []
  const seen = new Set<string>()
  for (let here: NodeKey | null = from; here !== null; here = usualParent(here, ground)) {
    if (isEnd(here)) return null
    const key = `${here.letter}/${here.client}`
    if (seen.has(key)) return earliest(walked.slice(walked.findIndex((node) => isSame(node, here))), ground.lookup)
    seen.add(key)
    walked.push(here)
  }
  return walked.at(-1) ?? null
}

function usualParent(node: NodeKey, { lookup, usualEdge }: Ground): NodeKey | null {
  const kept = lookup.usualParent(node)
  if (kept !== undefined) return kept
  const letter = lookup.letter(node.letter)
  return letter && usualEdge(letter, clientOf(node, lookup)).parent
}

// The latest of the person's earlier letters that the rule took out of the same conversation.
function earlierOf(letter: ThreadLetter, root: NodeKey, rule: ApartRule, ground: Ground): NodeKey | null {
  const client = letter.clients[0] ?? ''
  let { at, identity } = letter
  for (let n = 0; n < MOST_EARLIER; n += 1) {
    const node = ground.lookup.nodeBefore(client, letter.subjectKey, at, identity)
    const earlier = node && ground.lookup.letter(node.letter)
    if (!earlier) return null
    const stood = isUnder(earlier, rule) ? rootAbove(ground.usualEdge(earlier, client), rule, ground) : null
    if (isSame(root, stood)) return node
    ;({ at, identity } = earlier)
  }
  return null
}

function clientOf(node: NodeKey, lookup: ThreadLookup): string {
  return node.client || (lookup.letter(node.letter)?.clients[0] ?? '')
}

function earliest(nodes: readonly NodeKey[], lookup: ThreadLookup): NodeKey | null {
  const ordered = nodes.toSorted((a, b) => {
    const [one, other] = [lookup.letter(a.letter), lookup.letter(b.letter)]
    return one && other ? byTime(one, other) || (a.client < b.client ? -1 : 1) : 0
  })
  return ordered[0] ?? null
}

const isSame = (a: NodeKey, b: NodeKey | null) => b !== null && a.letter === b.letter && a.client === b.client
