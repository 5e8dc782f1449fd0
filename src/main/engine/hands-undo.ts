// An act by hand is taken back: its decisions go, and the conversations are what they were, with what came since.
import type { ConversationId, MessageId, UserId } from '../../shared/model/ids.ts'
import { UNDO_DAYS } from '../../shared/time/undo-days.ts'
import { components, keyOf } from '../domain/thread-groups.ts'
import type { NodeKey } from '../domain/thread-model.ts'
import { nodesOf } from '../domain/threading.ts'
import { addConversation, conversationFacts, setStateByHand } from '../store/conversations.ts'
import { conversationByNumber } from '../store/conversations-read.ts'
import type { Writer } from '../store/handle.ts'
import { conversationNodes, moveNode } from '../store/nodes.ts'
import { type ActRow, actById, actLetters, freeAlias, markUndone, renumber, unchoose } from '../store/thread-acts.ts'
import { moveUnread } from '../store/unread.ts'
import { forgetApart } from './apart.ts'
import { type Desk, openDesk, readRulesAnew } from './desk.ts'
import type { Engine } from './engine.ts'
import { act, say, settle } from './hands-act.ts'
import { type Answer, refused } from './send-answer.ts'

const DAY_MS = 86_400_000

/** Takes an act back within 30 days: its decisions go, later ones of other acts stay. */
export function undoAct(
  engine: Pick<Engine, 'deps'>,
  user: UserId,
  id: number,
): Answer<{ conversationId: ConversationId; number: number }> {
  return act(engine, (tx, now) => {
    const row = actById(tx, id)
    if (!row) return refused('not-found')
    if (row.undoneAt !== null || row.at < now - UNDO_DAYS * DAY_MS) return refused('too-late-to-take-back')
    const letters = actLetters(tx, id)
    // First: with the act go the name that it gave and what it asked of later letters.
    markUndone(tx, id, now)
    const desk = openDesk(tx, row.mailboxId, now)
    const later = forgetApart(tx, id, desk.lookup)
    readRulesAnew(tx, desk)
    const stoodIn = conversationByNumber(tx, row.toNumber)?.id
    const decided = [...unchoose(tx, row), ...later]
    const source = row.kind === 'merge' ? null : (conversationByNumber(tx, row.fromNumber)?.id ?? null)
    const around = [stoodIn, source].filter((one) => one !== undefined && one !== null)
    // With them goes what came since and hangs on them.
    const theirs = togetherWith(tx, desk, around, decided, letters).filter((node) => node.conversationId === stoodIn)
    const isWhole = stoodIn !== undefined && theirs.length === conversationNodes(tx, stoodIn).length
    const back = row.kind === 'merge' ? (isWhole ? null : standAgain(tx, row)) : source
    if (back !== null) {
      for (const node of theirs) {
        moveNode(tx, node.id, back)
        moveUnread(tx, row.mailboxId, node.messageId, back)
      }
    }
    settle(tx, desk, decided, [...around, ...(back === null ? [] : [back])], back ?? stoodIn ?? null)
    if (back !== null && row.fromState !== null && row.fromStateAt !== null && conversationFacts(tx, back))
      setStateByHand(tx, back, row.fromState, row.fromStateAt)
    const found = conversationByNumber(tx, row.fromNumber) ?? conversationByNumber(tx, row.toNumber)
    if (!found) return refused('not-found')
    say(tx, row, `${row.kind}-undone`, user, found.id, now)
    return { ok: true, value: { conversationId: found.id, number: found.number } }
  })
}

// The conversation that was merged gets its number back, which had become another name of the survivor.
function standAgain(tx: Writer, row: ActRow): ConversationId | null {
  const now = conversationByNumber(tx, row.fromNumber)
  // Split off again by other means: its number is its own already.
  if (now && now.number === row.fromNumber) return now.id
  const made = addConversation(tx, row.mailboxId)
  freeAlias(tx, row.fromNumber)
  renumber(tx, made, row.fromNumber)
  return made
}

// The nodes that hang together with these letters once the decisions are gone, within the conversations named.
function togetherWith(
  tx: Writer,
  desk: Desk,
  conversations: readonly ConversationId[],
  decided: readonly MessageId[],
  letters: readonly MessageId[],
) {
  const rows = conversations.flatMap((id) => conversationNodes(tx, id))
  const known = new Set(rows.map((row) => keyOf({ letter: row.messageId, client: row.client })))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const anew = new Map<string, NodeKey | null>()
  for (const letter of decided) {
    const seen = desk.lookup.letter(letter)
    if (seen) for (const node of nodesOf(seen, desk.lookup, desk.rules)) anew.set(keyOf(node), node.edge.parent)
  }
  const nodes = rows.map((row) => {
    const key = { letter: row.messageId as number, client: row.client }
    const stored = row.parentId === null ? undefined : byId.get(row.parentId)
    const parent = anew.has(keyOf(key))
      ? (anew.get(keyOf(key)) ?? null)
      : stored
        ? { letter: stored.messageId as number, client: stored.client }
        : null
    return { ...key, row, edge: { parent: parent && known.has(keyOf(parent)) ? parent : null } }
  })
  const wanted = new Set<number>(letters)
  return components(nodes)
    .filter((group) => group.some((node) => wanted.has(node.letter)))
    .flatMap((group) => group.map((node) => node.row))
}
