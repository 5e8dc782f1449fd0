import { expect, test } from 'vitest'
import { groups } from './thread-groups.ts'
import type { ApartRule, ThreadDecision, ThreadLetter } from './thread-model.ts'
import { lookupIn } from './thread-set.ts'
import { nodesOf } from './threading.ts'

const DAY = 86_400_000
const ANNA = 'anna@x.ru'
const OLEG = 'oleg@x.ru'

function letter(id: number, from: string, inReplyTo: string, over: Partial<ThreadLetter> = {}): ThreadLetter {
  return {
    id,
    ...{ identity: `letter ${id}`, messageId: `m${id}`, aliases: [], inReplyTo, references: [] },
    ...{ at: id * DAY, receivedAt: id * DAY, direction: 'in', isOursById: false, from, clients: [from] },
    ...{ outside: [ANNA, OLEG], hidden: [], subjectKey: 'склад', hasReplyPrefix: true },
    ...over,
  }
}
const ours = (id: number, to: string, inReplyTo: string) =>
  letter(id, 'me@office.ru', inReplyTo, { direction: 'out', isOursById: true, clients: [to] })

// Anna began, we answered, Oleg wrote two letters in between: those were split off on the tenth day.
const BEFORE = [letter(1, ANNA, ''), ours(2, ANNA, 'm1'), letter(3, OLEG, 'm2'), letter(4, OLEG, 'm2')]
const SPLIT: ThreadDecision[] = [
  { letter: 3, parent: null, at: 0 },
  { letter: 4, parent: 3, at: 0 },
]
const RULE: ApartRule = {
  id: 1,
  ...{ from: 10 * DAY, until: null, senders: [OLEG], subjects: ['склад'], clients: [] },
  ...{ stayed: { letter: 1, client: '' }, left: 3 },
}
const ALWAYS: ApartRule = { ...RULE, subjects: null, clients: [ANNA] }

function together(later: ThreadLetter[], apart: ApartRule[] = [RULE], decisions: ThreadDecision[] = []): string[] {
  return groups([...BEFORE, ...later], { modes: [], exclusions: [], apart }, [...SPLIT, ...decisions])
    .map((group) => group.map((node) => node.letter).join(' '))
    .sort()
}

test('what he answers to letters that stayed goes where his letters went, with what answers it', () => {
  const later = [letter(11, OLEG, 'm2'), ours(12, OLEG, 'm11'), letter(13, OLEG, 'm12')]
  expect(together(later)).toEqual(['1 2', '3 4 11 12 13'])
  const rules = { modes: [], exclusions: [], apart: [RULE] }
  const edges = later.map(
    (one) => nodesOf(one, lookupIn([...BEFORE, ...later], rules, SPLIT), rules)[0]?.edge ?? undefined,
  )
  expect(edges[0]).toMatchObject({ parent: { letter: 3 }, rule: 'apart', header: `From: ${OLEG}` })
  // The last one answers a letter that is there already: its own sign says more.
  expect(edges[2]).toMatchObject({ parent: { letter: 12 }, rule: 'reply-to-ours' })
})

test('also when it names only a letter that came after the split', () => {
  const later = [letter(11, ANNA, 'm2'), ours(12, ANNA, 'm11'), letter(13, OLEG, 'm12')]
  expect(together(later)).toEqual(['1 2 11 12', '3 4 13'])
})

test('letters of the others stay, and so do his that came before, are about something else, or belong elsewhere', () => {
  expect(together([letter(11, ANNA, 'm2')])).toEqual(['1 2 11', '3 4'])
  expect(together([letter(9, OLEG, 'm2')])).toEqual(['1 2 9', '3 4'])
  expect(together([letter(11, OLEG, 'm2', { subjectKey: 'склад и офис' })])).toEqual(['1 2 11', '3 4'])
  const elsewhere = [ours(11, OLEG, ''), letter(12, OLEG, 'm11')].map((one) => ({ ...one, at: one.at + 200 * DAY }))
  expect(together(elsewhere)).toEqual(['1 2', '11 12', '3 4'])
})

test('a person’s decision is above the rule, for what answers that letter too', () => {
  const later = [letter(11, OLEG, 'm2'), ours(12, OLEG, 'm11'), letter(13, OLEG, 'm12')]
  expect(together(later, [RULE], [{ letter: 11, parent: 1, at: 1 }])).toEqual(['1 2 11 12 13', '3 4'])
})

test('a rule that was ended holds for what came before', () => {
  const ended = { ...RULE, until: 12 * DAY }
  expect(together([letter(11, OLEG, 'm2'), letter(13, OLEG, 'm2')], [ended])).toEqual(['1 2 13', '3 4 11'])
})

test('always apart: in every conversation of hers his letters make one of their own', () => {
  const later = [
    letter(11, OLEG, 'm2', { subjectKey: 'склад и офис' }),
    letter(12, ANNA, '', { subjectKey: 'счет' }),
    letter(13, OLEG, 'm12', { subjectKey: 'счет' }),
    letter(14, ANNA, 'm13', { subjectKey: 'счет' }),
    letter(15, OLEG, 'm12', { subjectKey: 'счет' }),
    letter(16, OLEG, 'm14', { subjectKey: 'счет' }),
  ]
  expect(together(later, [ALWAYS])).toEqual(['1 2', '12', '13 14 15 16', '3 4 11'])
})

test('always apart says nothing of conversations that he began himself', () => {
  const later = [letter(11, OLEG, '', { subjectKey: 'отпуск' }), letter(12, ANNA, 'm11', { subjectKey: 'отпуск' })]
  expect(together([...later, letter(13, OLEG, 'm12', { subjectKey: 'отпуск' })], [ALWAYS])).toContain('11 12 13')
})
