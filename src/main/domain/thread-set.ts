import type { NodeKey, ThreadDecision, ThreadLetter, ThreadLookup, ThreadRules } from './thread-model.ts'
import { byTime } from './thread-order.ts'
import { placesOf } from './threading.ts'

interface Row extends NodeKey {
  at: number
  identity: string
}

/** Answers the questions of the rules from a whole set of letters in memory. */
export function lookupIn(
  letters: readonly ThreadLetter[],
  rules: ThreadRules,
  decisions: readonly ThreadDecision[],
): ThreadLookup {
  const byId = new Map(letters.map((letter) => [letter.id, letter]))
  const carriers = new Map<string, ThreadLetter[]>()
  const children = new Map<string, ThreadLetter[]>()
  const rows = new Map<string, Row[]>()
  const byHand = new Map<number, ThreadDecision>()
  for (const letter of letters) {
    for (const id of new Set([letter.messageId, ...letter.aliases])) add(carriers, id, letter)
    for (const id of new Set([letter.inReplyTo, ...letter.references])) add(children, id, letter)
    for (const { client, clientEmail } of placesOf(letter, rules)) {
      add(rows, `${clientEmail}\n${letter.subjectKey}`, {
        letter: letter.id,
        client,
        at: letter.at,
        identity: letter.identity,
      })
    }
  }
  for (const list of rows.values()) list.sort(byTime)
  for (const decision of decisions) {
    if ((byHand.get(decision.letter)?.at ?? -Infinity) <= decision.at) byHand.set(decision.letter, decision)
  }
  const named = (among: Map<string, ThreadLetter[]>, ids: readonly string[]) => [
    ...new Set(ids.flatMap((id) => (id === '' ? [] : (among.get(id) ?? [])))),
  ]
  const near = (client: string, subject: string, place: (list: Row[]) => number): NodeKey | null => {
    const list = rows.get(`${client}\n${subject}`) ?? []
    const row = list[place(list)]
    return row ? { letter: row.letter, client: row.client } : null
  }
  return {
    letter: (id) => byId.get(id) ?? null,
    byMessageIds: (ids) => named(carriers, ids),
    // A set knows no edges, so nothing is settled.
    childrenOf: (ids) =>
      named(children, ids).map((child) => ({
        letter: child.id,
        isAnswer: ids.includes(child.inReplyTo),
        isSettled: false,
      })),
    nodeBefore: (client, subject, at, identity) =>
      near(client, subject, (list) => countWhere(list, (row) => byTime(row, { at, identity }) < 0) - 1),
    nodeAfter: (client, subject, at, identity) =>
      near(client, subject, (list) => countWhere(list, (row) => byTime(row, { at, identity }) <= 0)),
    decision: (letter) => byHand.get(letter) ?? null,
    lettersFrom: (client, from, until) =>
      letters
        .filter(
          (letter) =>
            letter.direction === 'in' &&
            letter.clients[0] === client &&
            letter.receivedAt >= from &&
            (until === null || letter.receivedAt < until),
        )
        .map((letter) => letter.id),
    // A set knows no edges.
    usualParent: () => undefined,
  }
}

function add<T>(to: Map<string, T[]>, key: string, value: T): void {
  const list = to.get(key)
  if (list) list.push(value)
  else to.set(key, [value])
}

/** How many rows at the start of a sorted list fulfil the condition, by halving. */
function countWhere(list: readonly Row[], isBefore: (row: Row) => boolean): number {
  let low = 0
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1
    const row = list[middle]
    if (row && isBefore(row)) low = middle + 1
    else high = middle
  }
  return low
}
