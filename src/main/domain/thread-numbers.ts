import type { ThreadLetter } from './thread-model.ts'
import { byTime } from './thread-order.ts'

/** A node of a regrouped conversation with the conversation that it stood in before; null for a new one. */
export interface Standing extends Pick<ThreadLetter, 'at' | 'identity'> {
  was: { conversation: number; number: number } | null
}

/**
 * Which conversation each group goes on as: a conversation that was split stays with its earliest letter, and of several
 * that were joined the lowest number survives. `joined` become other names of it; `keeps` null asks for a new one.
 */
export function settle<T extends Standing>(
  groups: readonly (readonly T[])[],
): { nodes: readonly T[]; keeps: number | null; joined: number[] }[] {
  const earliest = new Map<number, { node: T; group: number; number: number }>()
  for (const [group, nodes] of groups.entries()) {
    for (const node of nodes) {
      if (!node.was) continue
      const held = earliest.get(node.was.conversation)
      if (!held || byTime(node, held.node) < 0)
        earliest.set(node.was.conversation, { node, group, number: node.was.number })
    }
  }
  return groups.map((nodes, group) => {
    const own = [...earliest].filter(([, held]) => held.group === group).sort(([, a], [, b]) => a.number - b.number)
    const [first, ...rest] = own.map(([conversation]) => conversation)
    return { nodes, keeps: first ?? null, joined: rest }
  })
}
