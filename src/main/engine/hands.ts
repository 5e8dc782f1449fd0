// Conversations in the user's hands: merge, split, move a letter, and all of that back. Each act is one transaction.
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { UNDO_DAYS } from '../../shared/model/thread-act.ts'
import { type Choice, type Member, mergeChoice, moveChoices } from '../domain/thread-hands.ts'
import {
  addConversation,
  aliasConversation,
  conversationFacts,
  hasLetters,
  numberNew,
  numberOf,
  setStateByHand,
} from '../store/conversations.ts'
import { conversationByNumber } from '../store/conversations-read.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { moveNode, nodesOfMessage } from '../store/nodes.ts'
import {
  type ActRow,
  actById,
  actLetters,
  addAct,
  choose,
  followLetters,
  freeAlias,
  type MemberRow,
  markUndone,
  membersOf,
  renumber,
  setActNumbers,
  unchoose,
} from '../store/thread-acts.ts'
import { moveUnread } from '../store/unread.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Engine } from './engine.ts'
import { newChanges } from './regroup.ts'
import { type Answer, refused } from './send-answer.ts'
import { summariseConversation } from './summaries.ts'
import { reconsider } from './threads.ts'

const DAY_MS = 86_400_000

/** An act that was done: its name for undo, and the conversation to look at now. */
export interface Done {
  act: number
  conversationId: ConversationId
  number: number
}

/** Two conversations of one mailbox become one, under the lower number; the other number leads to it from now on. */
export function mergeConversations(
  engine: Pick<Engine, 'deps'>,
  user: UserId,
  one: ConversationId,
  other: ConversationId,
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
        ...{ fromState: gone.state, fromStateAt: gone.stateByHandAt },
      },
      membersOf(tx, from).map((row) => row.letter),
    )
    const desk = openDesk(tx, facts.mailboxId, now)
    decide(tx, desk, { id: made, mailboxId: facts.mailboxId, userId: user, at: now }, [choice], [into, from], into)
    return told(tx, made, into, now)
  })
}

/** Letters leave their conversation: for a new one, or for another one of the mailbox. At least one stays. */
export function moveLetters(
  engine: Pick<Engine, 'deps'>,
  user: UserId,
  source: ConversationId,
  letters: readonly MessageId[],
  target: ConversationId | null,
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
        },
        ...{ fromNumber: numberOf(tx, source) ?? 0, toNumber: numberOf(tx, into) ?? 0 },
      },
      [...moved],
    )
    // They stand there before they are grouped anew: so each conversation keeps its number.
    putInto(tx, mailboxId, [...moved], into)
    const desk = openDesk(tx, mailboxId, now)
    const own = choices.filter(({ letter }) => !several.has(letter))
    decide(tx, desk, { id: made, mailboxId, userId: user, at: now }, own, [source, into], into)
    followLetters(tx, mailboxId, [...moved])
    return told(tx, made, into, now)
  })
}

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
    const desk = openDesk(tx, row.mailboxId, now)
    const letters = actLetters(tx, id)
    const stoodIn = conversationByNumber(tx, row.toNumber)?.id
    const decided = unchoose(tx, row)
    const back = row.kind === 'merge' ? standAgain(tx, row) : (conversationByNumber(tx, row.fromNumber)?.id ?? null)
    const touched = new Set<ConversationId>(
      letters.flatMap((letter) => nodesOfMessage(tx, row.mailboxId, letter).map((node) => node.conversationId)),
    )
    if (back !== null) {
      putInto(tx, row.mailboxId, letters, back)
      touched.add(back)
    }
    if (stoodIn !== undefined) touched.add(stoodIn)
    settle(tx, desk, decided, touched, back ?? stoodIn ?? null)
    followLetters(tx, row.mailboxId, letters)
    if (back !== null && row.fromState !== null && row.fromStateAt !== null && conversationFacts(tx, back))
      setStateByHand(tx, back, row.fromState, row.fromStateAt)
    markUndone(tx, id, now)
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

// Groups the letters anew after their decisions changed; a conversation that is left empty becomes another name of `heir`.
function settle(
  tx: Writer,
  desk: Desk,
  letters: readonly number[],
  touched: Iterable<ConversationId>,
  heir: ConversationId | null,
): void {
  const changes = { ...newChanges(), areMoved: true }
  for (const id of touched) changes.touched.add(id)
  for (const id of reconsider(tx, desk.mailboxId, letters, desk.lookup, desk.rules, changes)) desk.touched.add(id)
  for (const id of desk.touched) {
    if (heir !== null && id !== heir && !hasLetters(tx, id) && conversationFacts(tx, heir))
      aliasConversation(tx, id, heir)
    else summariseConversation(tx, id)
  }
  tx.changed('conversations', ...changes.touched)
  tx.changed('counts')
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
  say(tx, row, row.kind, row.userId, found.id, now)
  return { ok: true, value: { act: made, conversationId: found.id, number: found.number } }
}

function say(tx: Writer, row: ActRow, what: string, user: UserId, conversation: ConversationId, now: number): void {
  const params = { from: row.fromNumber, to: row.toNumber, letters: row.letters }
  note(tx, now, {
    what: `conversations-${what}`,
    tone: 'info',
    mailboxId: row.mailboxId,
    conversationId: conversation,
    userId: user,
    params,
  })
  record(tx, now, {
    type: `conversation.${what}`,
    mailboxId: row.mailboxId,
    conversationId: conversation,
    userId: user,
  })
}

const memberList = (rows: readonly MemberRow[]): Member[] =>
  // In mode `subject` one letter may stand here once per client.
  [...new Map(rows.map((row) => [row.letter, row])).values()].map((row) => ({
    ...row,
    namesOthers: row.namesOthers === 1,
  }))

// A refusal leaves nothing behind: it is thrown through the transaction and answered after it.
class Refused extends Error {
  readonly answer: Answer<never>
  constructor(answer: Answer<never>) {
    super('refused')
    this.answer = answer
  }
}

function act<T>(engine: Pick<Engine, 'deps'>, work: (tx: Writer, now: number) => Answer<T>): Answer<T> {
  const { store, ports } = engine.deps
  try {
    return store.write((tx): Answer<T> => {
      const answer = work(tx, ports.clock.now())
      if (!answer.ok) throw new Refused(answer)
      return answer
    })
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}
