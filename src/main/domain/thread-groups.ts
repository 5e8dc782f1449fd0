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
  const known = new Set(nodes.map(keyOf))
  const edges = nodes.flatMap((node): [string, string][] => {
    if (!node.edge.parent) return []
    const parent = keyOf(node.edge.parent)
    if (!known.has(parent)) throw new Error(`letter ${node.edge.parent.letter} is missing from the nodes to connect`)
    return [[keyOf(node), parent]]
  })
  const leaderOf = leaders(edges)
  return [...Map.groupBy(nodes, (node) => leaderOf(keyOf(node))).values()]
}

/** For each thing the one that stands for all that hang together with it; one without edges stands for itself. Cycles are fine. */
export function leaders<K>(edges: Iterable<readonly [K, K]>): (thing: K) => K {
  const above = new Map<K, K>()
  const find = (thing: K): K => {
    let here = thing
    for (let next = above.get(here); next !== undefined && next !== here; next = above.get(here)) {
      // Halving the way keeps long chains cheap.
      const further = above.get(next) ?? next
      above.set(here, further)
      here = further
    }
    return here
  }
  for (const [a, b] of edges) {
    const from = find(a)
    const to = find(b)
    if (from !== to) above.set(from, to)
  }
  return find
}

export function keyOf(node: NodeKey): string {
  return `${node.letter}/${node.client}`
}
