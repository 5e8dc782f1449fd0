// Which conversations the letters make after some of their edges changed.
import type { ConversationId } from '../../shared/model/ids.ts'
import { components, leaders } from '../domain/thread-groups.ts'
import { settle } from '../domain/thread-numbers.ts'
import { addConversation, aliasConversation, numberOf } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { conversationNodes, moveConversation, moveNode } from '../store/nodes.ts'
import { moveUnread } from '../store/unread.ts'

/** Edges that came and went, by node ids. A new edge may join two conversations; a node has at most one parent. */
export interface EdgeChanges {
  touched: Set<ConversationId>
  added: { node: number; parent: number; joins: [ConversationId, ConversationId] }[]
  removed: { node: number; parent: number }[]
  /** Letters stand elsewhere than the edges say: put there by hand, or by an edge that was changed twice. */
  areMoved?: boolean
}

export const newChanges = (): EdgeChanges => ({ touched: new Set(), added: [], removed: [] })

/** Answers every conversation that is there now and was touched. */
export function regroup(tx: Writer, changes: EdgeChanges): Set<ConversationId> {
  return changes.areMoved || isCut(changes) ? divide(tx, changes.touched) : join(tx, changes)
}

// A letter that comes in between two others takes an edge away and holds both ends together itself: nothing falls apart then,
// and a talk of 2,000 letters need not be read for it.
function isCut({ added, removed }: EdgeChanges): boolean {
  const leaderOf = leaders(added.map((edge) => [edge.node, edge.parent]))
  return removed.some((edge) => leaderOf(edge.node) !== leaderOf(edge.parent))
}

// Edges only came: whole conversations become one, under the lowest number.
function join(tx: Writer, { touched, added }: EdgeChanges): Set<ConversationId> {
  const leaderOf = leaders(added.map((edge) => edge.joins))
  const result = new Set<ConversationId>()
  for (const together of Map.groupBy(touched, leaderOf).values()) {
    const [into, ...rest] = together.length > 1 ? byNumber(tx, together) : together
    if (into === undefined) continue
    result.add(into)
    for (const from of rest) {
      moveConversation(tx, from, into)
      aliasConversation(tx, from, into)
    }
  }
  return result
}

// Made in this commit: any conversation that was here before survives it.
const UNNUMBERED = Number.MAX_SAFE_INTEGER

function byNumber(tx: Writer, ids: readonly ConversationId[]): ConversationId[] {
  const numbers = new Map(ids.map((id) => [id, numberOf(tx, id) ?? UNNUMBERED]))
  return ids.toSorted((a, b) => (numbers.get(a) ?? 0) - (numbers.get(b) ?? 0) || a - b)
}

// An edge went for good: the letters of all touched conversations are read and grouped anew.
function divide(tx: Writer, touched: Set<ConversationId>): Set<ConversationId> {
  const numbers = new Map([...touched].map((id) => [id, numberOf(tx, id) ?? UNNUMBERED]))
  const rows = [...touched].flatMap((id) => conversationNodes(tx, id))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const nodes = rows.map((row) => {
    const parent = row.parentId === null ? undefined : byId.get(row.parentId)
    return {
      row,
      letter: row.messageId,
      client: row.client,
      at: row.at,
      identity: row.identity,
      was: { conversation: row.conversationId, number: numbers.get(row.conversationId) ?? UNNUMBERED },
      edge: { parent: parent ? { letter: parent.messageId, client: parent.client } : null },
    }
  })
  // Those that lost their last node are answered too: the caller drops them.
  const result = new Set([...touched].filter((id) => !rows.some((row) => row.conversationId === id)))
  const joins: [ConversationId, ConversationId][] = []
  for (const group of settle(components(nodes))) {
    const mailbox = group.nodes[0]!.row.mailboxId
    // The ids that settle hands back are those of conversations.
    const id = (group.keeps ?? addConversation(tx, mailbox)) as ConversationId
    result.add(id)
    for (const { row } of group.nodes) {
      if (row.conversationId === id) continue
      moveNode(tx, row.id, id)
      moveUnread(tx, mailbox, row.messageId, id)
    }
    for (const from of group.joined) joins.push([from as ConversationId, id])
  }
  for (const [from, into] of joins) aliasConversation(tx, from, into)
  return result
}
