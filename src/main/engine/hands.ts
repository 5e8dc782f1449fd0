// Conversations in the user's hands: merge, split, move a letter. Each act is one transaction and can be taken back.
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { ApartKind } from '../../shared/model/thread-act.ts'
import { type Choice, type Member, mergeChoice, moveChoices } from '../domain/thread-hands.ts'
import { standingIn } from '../store/apart-rules.ts'
import { addConversation, conversationFacts, numberNew, numberOf } from '../store/conversations.ts'
import { conversationByNumber } from '../store/conversations-read.ts'
import type { Writer } from '../store/handle.ts'
import { moveNode, nodesOfMessage } from '../store/nodes.ts'
import { actById, addAct, choose, type MemberRow, membersOf, setActNumbers } from '../store/thread-acts.ts'
import { moveUnread } from '../store/unread.ts'
import { keepApart } from './apart.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Engine } from './engine.ts'
import { act, say, settle } from './hands-act.ts'
import { type Answer, refused } from './send-answer.ts'
import { summariseConversation } from './summaries.ts'

/** An act that was done: its name for undo, and the conversation to look at now. */
export interface Done {
  act: number
  conversationId: ConversationId
  number: number
}

/**
 * Two conversations of one mailbox become one, under the lower number; the other number leads to it from now on. `subject`:
 * how it is called from now on, null: as its letters are.
 */
export function mergeConversations(
  engine: Pick<Engine, 'deps'>,
  user: UserId,
  one: ConversationId,
  other: ConversationId,
  subject: string | null = null,
): Answer<Done> {
  return act(engine, (tx, now) => {
    const facts = conversationFacts(tx, one)
    const others = conversationFacts(tx, other)
    if (!facts || !others) return refused('not-found')
    if (one === other) return refused('same-conversation')
    if (facts.mailboxId !== others.mailboxId) return refused('other-mailbox')
    const [into, from] = (numberOf(tx, one) ?? 0) < (numberOf(tx, other) ?? 0) ? [one, other] : [other, one]
    const rows = new Map([...membersOf(tx, into), ...membersOf(tx, from)].map((row) => [row.letter as number, row]))
    const choice = mergeChoice(
      memberList(membersOf(tx, into)),
      memberList(membersOf(tx, from)),
      (letter) => rows.get(letter)?.places === 1,
    )
    if (!choice) return refused('letter-in-several')
    const gone = from === one ? facts : others
    const made = addAct(
      tx,
      {
        ...{ at: now, kind: 'merge', mailboxId: facts.mailboxId, userId: user },
        ...{ fromNumber: numberOf(tx, from) ?? 0, toNumber: numberOf(tx, into) ?? 0 },
        ...{ fromState: gone.state, fromStateAt: gone.stateByHandAt, subject },
      },
      membersOf(tx, from).map((row) => row.letter),
    )
    const desk = openDesk(tx, facts.mailboxId, now)
    decide(tx, desk, { id: made, mailboxId: facts.mailboxId, userId: user, at: now }, [choice], [into, from], into)
    return told(tx, made, into, now)
  })
}

/**
 * Letters leave their conversation: for a new one (called `subject`), or for another one of the mailbox. At least one stays.
 * `apart`: which later letters of the person whose letters these are shall leave as well.
 */
export function moveLetters(
  engine: Pick<Engine, 'deps'>,
  user: UserId,
  source: ConversationId,
  letters: readonly MessageId[],
  target: ConversationId | null,
  subject: string | null = null,
  apart: readonly ApartKind[] = [],
): Answer<Done> {
  if (target !== null) {
    const all = membersOf(engine.deps.store.reader, source)
    // Nothing would be left: the two conversations become one.
    if (all.length > 0 && all.every((row) => letters.includes(row.letter)))
      return mergeConversations(engine, user, source, target)
  }
  return act(engine, (tx, now) => {
    const facts = conversationFacts(tx, source)
    const others = target === null ? facts : conversationFacts(tx, target)
    if (!facts || !others) return refused('not-found')
    if (source === target) return refused('same-conversation')
    if (facts.mailboxId !== others.mailboxId) return refused('other-mailbox')
    const rows = membersOf(tx, source)
    const moved = new Set<number>(letters.filter((letter) => rows.some((row) => row.letter === letter)))
    if (moved.size === 0) return refused('not-found')
    if (moved.size === rows.length) return refused('nothing-stays')
    const several = new Set<number>(rows.filter((row) => row.places > 1).map((row) => row.letter))
    const members = memberList(rows)
    const choices = moveChoices(members, moved, target === null ? null : memberList(membersOf(tx, target)))
    const isTorn = (letter: number) => moved.has(members.find((one) => one.letter === letter)?.parent ?? -1)
    if (choices.some(({ letter }) => several.has(letter) && (moved.has(letter) || isTorn(letter))))
      return refused('letter-in-several')
    const { mailboxId } = facts
    const into = target ?? addConversation(tx, mailboxId)
    numberNew(tx, into)
    const made = addAct(
      tx,
      {
        ...{
          at: now,
          kind: target === null ? 'split' : 'move',
          mailboxId,
          userId: user,
          fromState: null,
          fromStateAt: null,
          subject: target === null ? subject : null,
        },
        ...{ fromNumber: numberOf(tx, source) ?? 0, toNumber: numberOf(tx, into) ?? 0 },
      },
      [...moved],
    )
    const kept = { id: made, mailboxId, at: now }
    if (!keepApart(tx, kept, standingIn(tx, source), moved, apart)) return refused('later-letters-unclear')
    // They stand there before they are grouped anew: so each conversation keeps its number.
    putInto(tx, mailboxId, [...moved], into)
    const desk = openDesk(tx, mailboxId, now)
    const own = choices.filter(({ letter }) => !several.has(letter))
    decide(tx, desk, { id: made, mailboxId, userId: user, at: now }, own, [source, into], into)
    return told(tx, made, into, now)
  })
}

function decide(
  tx: Writer,
  desk: Desk,
  made: { id: number; mailboxId: MailboxId; userId: UserId; at: number },
  choices: readonly Choice[],
  touched: readonly ConversationId[],
  heir: ConversationId,
): void {
  for (const { letter, parent } of choices) choose(tx, made, letter, parent)
  settle(
    tx,
    desk,
    choices.map(({ letter }) => letter),
    touched,
    heir,
  )
}

function putInto(tx: Writer, mailbox: MailboxId, letters: readonly number[], into: ConversationId): void {
  for (const letter of letters) {
    // Ids of grouping are ids of messages.
    const id = letter as MessageId
    const nodes = nodesOfMessage(tx, mailbox, id)
    if (nodes.length !== 1) continue
    for (const node of nodes) moveNode(tx, node.id, into)
    moveUnread(tx, mailbox, id, into)
  }
}

function told(tx: Writer, made: number, fallback: ConversationId, now: number): Answer<Done> {
  const row = actById(tx, made)
  const found = row && (conversationByNumber(tx, row.toNumber) ?? { id: fallback, number: row.toNumber })
  if (!row || !found) return refused('not-found')
  setActNumbers(tx, made, row.fromNumber, found.number)
  // Its name stands under its number.
  if (row.subject !== null && found.number !== row.toNumber) summariseConversation(tx, found.id)
  say(tx, row, row.kind, row.userId, found.id, now)
  return { ok: true, value: { act: made, conversationId: found.id, number: found.number } }
}

const memberList = (rows: readonly MemberRow[]): Member[] =>
  // In mode `subject` one letter may stand here once per client.
  [...new Map(rows.map((row) => [row.letter, row])).values()].map((row) => ({
    ...row,
    namesOthers: row.namesOthers === 1,
  }))
