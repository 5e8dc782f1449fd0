// The whole set at once: what the engine keeps up letter by letter must equal this at any time.
import type { NodeKey, ThreadDecision, ThreadLetter, ThreadNode, ThreadRules } from './thread-model.ts'
import { lookupIn } from './thread-set.ts'
import { nodesOf } from './threading.ts'

/** All conversations of a mailbox, each as its nodes; the order means nothing. */
export function groups(
  letters: readonly ThreadLetter[],
  rules: ThreadRules,
  decisions: readonly ThreadDecision[],
): ThreadNode[][] {
  const lookup = lookupIn(letters, rules, decisions)
  return components(letters.flatMap((letter) => nodesOf(letter, lookup, rules)))
}

/** What hangs together among these nodes. Every parent must be among them: a missing one throws. */
export function components<T extends NodeKey & { edge: { parent: NodeKey | null } }>(nodes: readonly T[]): T[][] {
  const place = new Map(nodes.map((node, at) => [keyOf(node), at]))
  const leader = nodes.map((_, at) => at)
  const up = (at: number): number => leader[at] ?? at
  const find = (at: number): number => {
    for (let here = at; ; here = up(here)) {
      if (up(here) === here) return here
      leader[here] = up(up(here))
    }
  }
  for (const [at, { edge }] of nodes.entries()) {
    if (!edge.parent) continue
    const parent = place.get(keyOf(edge.parent))
    if (parent === undefined) throw new Error(`letter ${edge.parent.letter} is missing from the nodes to connect`)
    leader[find(at)] = find(parent)
  }
  const found = new Map<number, T[]>()
  for (const [at, node] of nodes.entries()) {
    const root = find(at)
    const group = found.get(root)
    if (group) group.push(node)
    else found.set(root, [node])
  }
  return [...found.values()]
}

export function keyOf(node: NodeKey): string {
  return `${node.letter}/${node.client}`
}
