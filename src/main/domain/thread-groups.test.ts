import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersUnder } from './thread-apart.ts'
import { components, groups, keyOf } from './thread-groups.ts'
import type { ApartRule, ThreadDecision, ThreadLetter, ThreadNode, ThreadRules } from './thread-model.ts'
import { settle } from './thread-numbers.ts'
import { lookupIn } from './thread-set.ts'
import { affectedBy, nodesOf } from './threading.ts'

const DAY = 86_400_000
const RUNS = Number(process.env.GOLUB_THREAD_RUNS ?? 1000)

type Case = { letters: ThreadLetter[]; late: ThreadLetter[]; rules: ThreadRules; decisions: ThreadDecision[] }

/** Keeps conversations letter by letter, the way the engine does over its tables. */
class Office {
  letters: ThreadLetter[] = []
  decisions: ThreadDecision[] = []
  nodes = new Map<string, ThreadNode & { conversation: number }>()
  aliases = new Map<number, number>()
  next = 1
  rules: ThreadRules
  constructor(rules: ThreadRules) {
    this.rules = rules
  }

  arrive(letter: ThreadLetter): void {
    this.letters.push(letter)
    this.regroup(affectedBy(letter, this.lookup(), this.rules))
  }

  remove(letter: ThreadLetter): void {
    const affected = affectedBy(letter, this.lookup(), this.rules)
    this.letters = this.letters.filter((one) => one !== letter)
    this.decisions = this.decisions.filter((one) => one.letter !== letter.id && one.parent !== letter.id)
    const byHand = this.letters.filter(
      (one) => this.nodes.get(keyOf({ letter: one.id, client: '' }))?.edge.parent?.letter === letter.id,
    )
    this.regroup([...new Set([...affected, ...byHand.map((one) => one.id)])])
  }

  decide(decision: ThreadDecision): void {
    this.decisions.push(decision)
    this.regroup([decision.letter])
  }

  regroup(asked: number[]): void {
    const lookup = this.lookup()
    const affected = [...new Set([...asked, ...lettersUnder(this.rules.apart, lookup)])]
    const fresh = affected.flatMap((id) => {
      const letter = lookup.letter(id)
      return letter ? nodesOf(letter, lookup, this.rules) : []
    })
    const touched = new Set<number | undefined>()
    const was = new Map([...this.nodes].map(([key, node]) => [key, node.conversation]))
    for (const [key, node] of this.nodes) {
      if (!affected.includes(node.letter)) continue
      touched.add(node.conversation)
      this.nodes.delete(key)
    }
    for (const node of fresh) if (node.edge.parent) touched.add(this.nodes.get(keyOf(node.edge.parent))?.conversation)
    const around = [...this.nodes.values()].filter((node) => touched.has(node.conversation))
    const standing = [...around, ...fresh].map((node) => {
      const conversation = was.get(keyOf(node))
      const letter = this.letters.find((one) => one.id === node.letter)
      return {
        ...node,
        at: letter?.at ?? 0,
        identity: letter?.identity ?? '',
        was: conversation === undefined ? null : { conversation, number: conversation },
      }
    })
    for (const group of settle(components(standing))) {
      const conversation = group.keeps ?? this.next++
      for (const old of group.joined) this.aliases.set(old, conversation)
      for (const node of group.nodes) this.nodes.set(keyOf(node), { ...node, conversation })
    }
  }

  lookup() {
    return lookupIn(this.letters, this.rules, this.decisions)
  }
}

const ID = fc.constantFrom('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'lost', '')
const CLIENT = fc.constantFrom('anna@x.ru', 'boris@x.ru', 'vera@y.ru', 'form@site.ru')
const LETTER = fc.record({
  messageId: ID,
  aliases: fc.array(fc.constantFrom('m0', 'alias1', 'alias2'), { maxLength: 1 }),
  inReplyTo: fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: ID },
    { weight: 1, arbitrary: fc.constant('alias1') },
  ),
  references: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(ID, { maxLength: 4 }) },
  ),
  days: fc.constantFrom(0, 0, 1, 2, 3, 8, 9, 20, 60, 95, 200),
  isOut: fc.boolean(),
  isOursById: fc.boolean(),
  clients: fc.uniqueArray(CLIENT, { maxLength: 3 }),
  others: fc.uniqueArray(CLIENT, { maxLength: 2 }),
  hidden: fc.uniqueArray(CLIENT, { maxLength: 2 }),
  areSeen: fc.boolean(),
  subjectKey: fc.constantFrom('счет', 'счет', 'договор', '[external] счет', ''),
  hasReplyPrefix: fc.boolean(),
})
const MODE = fc.constantFrom('smart' as const, 'smart' as const, 'subject' as const, 'off' as const)
const APART = fc.record({
  stayed: fc.nat(),
  left: fc.nat(),
  from: fc.constantFrom(0, 2 * DAY),
  until: fc.constantFrom(null, 60 * DAY),
  senders: fc.subarray(['anna@x.ru', 'boris@x.ru', 'vera@y.ru'], { minLength: 1 }),
  subjects: fc.constantFrom(null, ['счет'], ['счет', 'договор']),
  clients: fc.subarray(['anna@x.ru', 'boris@x.ru']),
})
const RULES = fc.record({
  modes: fc.oneof(
    fc.constant([]),
    MODE.map((mode) => [{ mode, from: 0 }]),
    fc.tuple(MODE, MODE).map(([before, after]) => [
      { mode: before, from: 0 },
      { mode: after, from: 8 * DAY },
    ]),
  ),
  exclusions: fc.array(
    fc.record({
      entry: fc.constantFrom('form@site.ru', '@x.ru'),
      from: fc.constantFrom(0, 2 * DAY),
      until: fc.constantFrom(null, 50 * DAY),
    }),
    { maxLength: 2 },
  ),
})

/** Letters in the order of their arrival, which also gives them their ids. */
const CASE = fc
  .record({
    drawn: fc.array(LETTER, { minLength: 1, maxLength: 12 }),
    rules: RULES,
    gone: fc.nat(3),
    splits: fc.array(APART, { maxLength: 3 }),
    picks: fc.array(fc.record({ a: fc.nat(), b: fc.option(fc.nat()) }), { maxLength: 2 }),
  })
  .chain(({ drawn, rules, gone, splits, picks }) => {
    const letters = drawn.map((one, n): Omit<ThreadLetter, 'id'> => {
      const clients = one.isOut ? one.clients : one.clients.slice(0, 1)
      const from = one.isOut ? 'me@office.ru' : (clients[0] ?? 'me@office.ru')
      const outside = [
        ...new Set([...(one.areSeen || !one.isOut ? clients : []), ...(one.isOut && !one.areSeen ? [] : one.others)]),
      ]
      const hidden = one.isOut ? one.hidden.filter((email) => !clients.includes(email)) : []
      const at = one.days * DAY
      return {
        identity: `letter ${String((n * 7) % 13).padStart(2, '0')}`,
        messageId: one.messageId,
        aliases: one.aliases,
        inReplyTo: one.inReplyTo,
        references: one.references,
        at,
        receivedAt: at,
        direction: one.isOut ? 'out' : 'in',
        isOursById: one.isOut && one.isOursById,
        from,
        clients,
        outside,
        hidden,
        subjectKey: one.subjectKey,
        hasReplyPrefix: one.hasReplyPrefix,
      }
    })
    const order = () => fc.shuffledSubarray(letters, { minLength: letters.length })
    return fc.tuple(order(), order()).map((orders) =>
      orders.map((list): Case => {
        const numbered = list.map((letter, n) => ({ ...letter, id: n + 1 }))
        const staying = numbered.filter(({ identity }) => Number(identity.slice(-2)) % 5 !== gone)
        const idOf = (n: number) =>
          staying.toSorted((a, b) => (a.identity < b.identity ? -1 : 1))[n % staying.length]?.id ?? 0
        const decisions =
          staying.length === 0
            ? []
            : picks.map(({ a, b }, n) => ({ letter: idOf(a), parent: b === null ? null : idOf(b), at: n }))
        const apart =
          staying.length === 0
            ? []
            : splits.map((split, id): ApartRule => {
                const stayed = { letter: idOf(split.stayed), client: '' }
                return { ...split, id, stayed, left: idOf(split.left) }
              })
        const late = numbered.filter((one) => !staying.includes(one))
        return { letters: staying, late, rules: { ...rules, apart }, decisions }
      }),
    )
  })

function partition(
  found: readonly (readonly { letter: number; client: string }[])[],
  letters: readonly ThreadLetter[],
): string[] {
  const nameOf = new Map(letters.map((letter) => [letter.id, letter.identity]))
  return found
    .map((group) =>
      group
        .map((node) => `${nameOf.get(node.letter)}/${node.client}`)
        .sort()
        .join(' + '),
    )
    .sort()
}

test('whatever the order of arrival, the same letters give the same conversations', () => {
  fc.assert(
    fc.property(CASE, ([one, other]) => {
      if (!one || !other) return
      const whole = partition(groups(one.letters, one.rules, one.decisions), one.letters)
      expect(partition(groups(other.letters, other.rules, other.decisions), other.letters)).toEqual(whole)
    }),
    { numRuns: RUNS },
  )
})

test('conversations kept letter by letter equal those of the whole set, also with decisions by hand and letters that go', () => {
  fc.assert(
    fc.property(CASE, fc.infiniteStream(fc.nat(2)), ([one], dice) => {
      if (!one) return
      const office = new Office(one.rules)
      const late = [...one.late]
      const pending = [...one.decisions]
      for (const letter of one.letters) {
        if (late[0] && dice.next().value === 0) office.arrive(late.shift() as ThreadLetter)
        office.arrive(letter)
      }
      for (const letter of late) office.arrive(letter)
      for (const decision of pending) office.decide(decision)
      for (const letter of one.late) office.remove(letter)
      const byConversation = Map.groupBy(office.nodes.values(), (node) => node.conversation)
      expect(partition([...byConversation.values()], one.letters)).toEqual(
        partition(groups(one.letters, one.rules, one.decisions), one.letters),
      )
    }),
    { numRuns: RUNS },
  )
})

test('a letter asks again only for its children and its neighbour', () => {
  const letters = Array.from(
    { length: 300 },
    (_, n): ThreadLetter => ({
      id: n + 1,
      identity: `letter ${n}`,
      messageId: `m${n}`,
      aliases: [],
      inReplyTo: '',
      references: [],
      at: n * 60_000,
      receivedAt: n * 60_000,
      direction: 'in',
      isOursById: false,
      from: 'anna@x.ru',
      clients: ['anna@x.ru'],
      outside: ['anna@x.ru'],
      hidden: [],
      subjectKey: 'заявка',
      hasReplyPrefix: false,
    }),
  )
  const rules: ThreadRules = { modes: [], exclusions: [], apart: [] }
  const middle = letters[150]
  expect(middle && affectedBy(middle, lookupIn(letters, rules, []), rules)).toEqual([151, 152])
})
