import { expect, test } from 'vitest'
import { groups } from './thread-groups.ts'
import type { ThreadDecision, ThreadLetter, ThreadNode, ThreadRules } from './thread-model.ts'
import { lookupIn } from './thread-set.ts'
import { nodesOf } from './threading.ts'

const DAY = 86_400_000
const SMART: ThreadRules = { modes: [], exclusions: [], apart: [] }
const SUBJECT: ThreadRules = { modes: [{ mode: 'subject', from: 0 }], exclusions: [], apart: [] }

function letter(id: number, over: Partial<ThreadLetter> = {}): ThreadLetter {
  const isOut = over.direction === 'out'
  const client = over.clients?.[0] ?? over.from ?? 'anna@x.ru'
  return {
    id,
    identity: `letter ${id}`,
    messageId: `m${id}`,
    aliases: [],
    inReplyTo: '',
    references: [],
    at: id * DAY,
    receivedAt: over.at ?? id * DAY,
    direction: 'in',
    isOursById: isOut,
    from: isOut ? 'me@office.ru' : client,
    clients: [client],
    outside: over.clients ?? [client],
    hidden: [],
    subjectKey: 'счет',
    hasReplyPrefix: false,
    ...over,
  }
}
const ours = (id: number, over: Partial<ThreadLetter> = {}) => letter(id, { direction: 'out', ...over })

function together(letters: ThreadLetter[], rules = SMART, decisions: ThreadDecision[] = []): string[] {
  const name = (node: ThreadNode) => (node.client === '' ? `${node.letter}` : `${node.letter}(${node.client})`)
  return groups(letters, rules, decisions)
    .map((group) => group.map(name).sort().join(' '))
    .sort()
}

function whyOf(one: ThreadLetter, letters: ThreadLetter[], rules = SMART) {
  const [node] = nodesOf(one, lookupIn(letters, rules, []), rules)
  if (!node) throw new Error('a letter has at least one node')
  return node.edge
}

test('an answer joins the letter that it names, whatever its subject and date', () => {
  const first = ours(1, { subjectKey: 'договор' })
  const answer = letter(20, { inReplyTo: 'm1', subjectKey: 'вопрос' })
  expect(together([first, answer])).toEqual(['1 20'])
  expect(whyOf(answer, [first, answer])).toEqual({
    parent: { letter: 1, client: '' },
    rule: 'reply-to-ours',
    header: 'In-Reply-To: <m1>',
    fromAnotherAddress: false,
    subjectChanged: true,
  })
})

test('the nearest known letter in References counts when In-Reply-To is lost', () => {
  const letters = [
    letter(1),
    letter(200, { inReplyTo: 'lost', references: ['m1', 'lost2', 'lost'], subjectKey: 'счет' }),
  ]
  expect(together(letters)).toEqual(['1 200'])
  expect(letters[1] && whyOf(letters[1], letters)).toMatchObject({ rule: 'references', header: 'References: <m1>' })
})

test('an answer to our letter from another address joins it and is marked', () => {
  const answer = letter(2, { from: 'private@home.ru', inReplyTo: 'm1' })
  expect(whyOf(answer, [ours(1), answer])).toMatchObject({ rule: 'reply-to-ours', fromAnotherAddress: true })
})

test('a stranger who names a letter that is not ours does not get into its conversation', () => {
  const stranger = letter(2, { from: 'evil@bad.ru', inReplyTo: 'm1', references: ['m1'] })
  expect(together([letter(1), stranger])).toEqual(['1', '2'])
})

test('a colleague of the client in CC joins, and so does the answer from a copy', () => {
  const first = letter(1, { outside: ['anna@x.ru', 'boris@x.ru'] })
  expect(
    together([
      first,
      letter(2, { from: 'boris@x.ru', clients: ['boris@x.ru'], outside: ['boris@x.ru'], inReplyTo: 'm1' }),
    ]),
  ).toEqual(['1 2'])
})

test('an empty In-Reply-To matches nothing, and a letter does not answer itself', () => {
  const blank = { messageId: '', inReplyTo: '', subjectKey: '' }
  expect(together([letter(1, blank), letter(2, blank), letter(3, { inReplyTo: 'm3', subjectKey: '' })])).toEqual([
    '1',
    '2',
    '3',
  ])
})

test('the same subject joins within a week, within 90 days with a prefix, and only the same client', () => {
  expect(together([letter(1), letter(8)])).toEqual(['1 8'])
  expect(together([letter(1), letter(9)])).toEqual(['1', '9'])
  expect(together([letter(1), letter(91, { hasReplyPrefix: true })])).toEqual(['1 91'])
  expect(together([letter(1), letter(92, { hasReplyPrefix: true })])).toEqual(['1', '92'])
  expect(together([letter(1), letter(2, { from: 'vera@y.ru' })])).toEqual(['1', '2'])
  expect(together([letter(1, { subjectKey: '' }), letter(2, { subjectKey: '' })])).toEqual(['1', '2'])
})

test('a missing parent that comes later moves the letter from its subject to its parent', () => {
  const other = letter(1)
  const parent = letter(2, { subjectKey: 'договор' })
  const child = letter(3, { inReplyTo: 'm2', references: ['m2'], hasReplyPrefix: true, subjectKey: 'счет и договор' })
  const lonely = letter(4, { inReplyTo: 'm5', references: ['m5'] })
  expect(together([other, child, lonely])).toEqual(['1 4', '3'])
  expect(together([other, parent, child, lonely])).toEqual(['1 4', '2 3'])
  expect(together([other, parent, child, lonely, letter(5, { subjectKey: 'прочее', from: 'vera@y.ru' })])).toEqual([
    '1',
    '2 3',
    '4',
    '5',
  ])
})

test('new business in an answer to an old letter begins a conversation, within 30 days it stays', () => {
  const later = (days: number, subjectKey: string) =>
    together([ours(1), letter(1 + days, { inReplyTo: 'm1', subjectKey })])
  expect(later(30, 'доставка')).toEqual(['1 31'])
  expect(later(31, 'доставка')).toEqual(['1', '32'])
  expect(later(31, '[external] счет')).toEqual(['1 32'])
  expect(later(300, 'счет')).toEqual(['1 301'])
})

test('mode subject knows only the subject: no headers, no limit of days, a conversation per client', () => {
  const toBoth = ours(1, { clients: ['anna@x.ru', 'vera@y.ru'] })
  const letters = [
    toBoth,
    letter(200, { inReplyTo: 'nothing' }),
    letter(3, { from: 'vera@y.ru' }),
    letter(4, { inReplyTo: 'm1', subjectKey: 'прочее' }),
  ]
  expect(together(letters, SUBJECT)).toEqual(['1(anna@x.ru) 200', '1(vera@y.ru) 3', '4'])
})

test('with grouping off each letter stands alone, and the mode holds for letters that came under it', () => {
  const off: ThreadRules = {
    modes: [
      { mode: 'off', from: 0 },
      { mode: 'smart', from: 3 * DAY },
    ],
    exclusions: [],
    apart: [],
  }
  expect(together([letter(1), letter(2, { inReplyTo: 'm1' }), letter(4, { inReplyTo: 'm2' })], off)).toEqual([
    '1',
    '2 4',
  ])
})

test('letters of the exclusion list join nothing from the day they were added, our answers to them do', () => {
  const rules: ThreadRules = { ...SMART, exclusions: [{ entry: '@x.ru', from: 3 * DAY, until: 6 * DAY }] }
  const letters = [
    letter(1),
    letter(2),
    letter(3),
    letter(4, { inReplyTo: 'm3' }),
    ours(5, { inReplyTo: 'm4' }),
    letter(6, { inReplyTo: 'm5' }),
  ]
  expect(together(letters, rules)).toEqual(['1 2', '3', '4 5 6'])
  expect(letters[2] && whyOf(letters[2], letters, rules)).toMatchObject({
    rule: 'excluded',
    header: 'From: anna@x.ru (@x.ru)',
  })
})

test('people who got a letter as BCC do not meet in one conversation', () => {
  const blind = ours(1, { clients: ['anna@x.ru', 'vera@y.ru'], outside: [] })
  const answers = [letter(2, { inReplyTo: 'm1' }), letter(3, { from: 'vera@y.ru', inReplyTo: 'm1' })]
  expect(together([blind, ...answers])).toEqual(['1(anna@x.ru) 2', '1(vera@y.ru) 3'])
  const withHidden = ours(1, { hidden: ['vera@y.ru'] })
  expect(together([withHidden, ...answers])).toEqual(['1 2', '3'])
  const visible = ours(1, { clients: ['anna@x.ru', 'vera@y.ru'] })
  expect(together([visible, ...answers])).toEqual(['1 2 3'])
})

test('a letter to 10,000 people is one conversation', () => {
  const clients = Array.from({ length: 10_000 }, (_, n) => `client${n}@x.ru`)
  expect(together([ours(1, { clients }), ours(2, { clients, outside: [] })], SUBJECT)).toEqual(['1 2'])
})

test('letters that name each other in a circle are one conversation', () => {
  expect(
    together([letter(1, { inReplyTo: 'm3' }), letter(2, { inReplyTo: 'm1' }), letter(3, { inReplyTo: 'm2' })]),
  ).toEqual(['1 2 3'])
})

test('what a person decided wins over headers and subjects, and the latest decision holds', () => {
  const letters = [
    letter(1),
    letter(2, { inReplyTo: 'm1' }),
    letter(3, { inReplyTo: 'm2' }),
    letter(4, { from: 'vera@y.ru' }),
  ]
  expect(together(letters, SMART, [{ letter: 2, parent: null, at: 1 }])).toEqual(['1', '2 3', '4'])
  expect(together(letters, SMART, [{ letter: 4, parent: 3, at: 1 }])).toEqual(['1 2 3 4'])
  expect(
    together(letters, SMART, [
      { letter: 4, parent: 3, at: 1 },
      { letter: 4, parent: null, at: 2 },
    ]),
  ).toEqual(['1 2 3', '4'])
})

test('an answer finds our letter also by the id that the provider gave it', () => {
  const first = ours(1, { aliases: ['theirs@outlook.com'] })
  const answer = letter(20, { inReplyTo: 'theirs@outlook.com' })
  expect(together([first, answer])).toEqual(['1 20'])
})
