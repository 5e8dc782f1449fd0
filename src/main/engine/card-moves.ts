// Letters come to a card or leave it step by step: a card may have tens of thousands, and nobody waits for the writer so long.
import type { ContactId } from '../../shared/model/ids.ts'
import { actById } from '../store/card-acts.ts'
import { type CardMove, cardMoves, setCardMoves } from '../store/card-moves.ts'
import { type Claim, claimSome, moveBackSome, moveSome } from '../store/contact-letters.ts'
import { dropContact, refreshKeys } from '../store/contact-write.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import type { Deps } from './deps.ts'

/** Letters of one step, a few milliseconds. */
const STEP = 200
/** Steps handed to the queue at once: it takes as many of them into a commit as its slice holds. */
const STEPS = 50

/** The first step goes in this commit, and with few letters it is the only one; the rest is a row until it is through. */
export function beginMove(tx: Writer, move: CardMove, now: number): void {
  const rest = step(tx, move, now)
  if (rest) setCardMoves(tx, [...cardMoves(tx), rest])
}

/** Letters of these addresses come to the card. */
export function claimLetters(tx: Writer, how: Claim, emails: readonly string[], contact: ContactId, now: number): void {
  for (const email of emails) beginMove(tx, { is: 'claim', how, email, contact, from: 0 }, now)
}

/** Before another act on these cards: what is still on its way to them or from them arrives in this commit. */
export function settleMoves(tx: Writer, cards: readonly ContactId[], now: number): void {
  const moves = cardMoves(tx)
  const concerned = moves.filter((move) => cardsOf(tx, move).some((id) => cards.some((card) => card === id)))
  for (const move of concerned) for (let rest: CardMove | null = move; rest; ) rest = step(tx, rest, now)
  if (concerned.length > 0)
    setCardMoves(
      tx,
      moves.filter((move) => !concerned.includes(move)),
    )
}

/** Never rejects: what could not be done now is done after the next change or at the next start, since it stays a row. */
export async function followCardMoves({ store, queue, ports, stopping }: Deps): Promise<void> {
  try {
    while (!stopping?.aborted && cardMoves(store.reader).length > 0)
      await queue.add({ items: Array.from({ length: STEPS }), each: (tx) => stepFirst(tx, ports.clock.now()) })
  } catch (error) {
    ports.log.error({ error: String(error) }, 'letters could not be moved to their card')
  }
}

/** Follows what is on its way now and what sets out later. Answers how to stop. */
export function startCardMoves(deps: Deps): () => void {
  let isRunning = false
  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    await followCardMoves(deps)
    isRunning = false
  }
  void run()
  return deps.store.onChanges(() => void run())
}

function stepFirst(tx: Writer, now: number): void {
  const [first, ...others] = cardMoves(tx)
  if (!first) return
  const rest = step(tx, first, now)
  setCardMoves(tx, rest ? [rest, ...others] : others)
}

// What is left of the move, or null when it is through.
function step(tx: Writer, move: CardMove, now: number): CardMove | null {
  if (move.is === 'claim') {
    const from = claimSome(tx, move.how, move, STEP)
    if (from !== null) return { ...move, from }
    tx.changed('contacts', move.contact)
    return null
  }
  const act = actById(tx, move.act)
  const [gone, survivor] = act?.what === 'merged' ? [act.otherId, act.contactId] : [act?.contactId ?? null, null]
  if (!act || gone === null) return null
  if (move.is === 'undo') {
    if (moveBackSome(tx, act.id, survivor, gone, STEP)) return move
    tx.changed('contacts', gone)
    return null
  }
  if (moveSome(tx, act.id, gone, survivor, STEP)) return move
  dropContact(tx, gone)
  if (survivor !== null) refreshKeys(tx, survivor)
  const params: Record<string, number> = survivor === null ? { contact: gone } : { contact: survivor, from: gone }
  record(tx, now, { type: `contact.${act.what}`, contactId: survivor ?? gone, userId: act.userId })
  note(tx, now, { what: `contact.${act.what}`, tone: 'info', userId: act.userId, params })
  return null
}

function cardsOf(tx: Writer, move: CardMove): (ContactId | null)[] {
  if (move.is === 'claim') return [move.contact]
  const act = actById(tx, move.act)
  return act ? [act.contactId, act.otherId] : []
}
