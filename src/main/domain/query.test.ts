import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { fold } from '../../shared/text/fold.ts'
import { stemOf } from '../../shared/text/stems.ts'
import { matchExpression, type Vocabulary } from './match.ts'
import { inOtherLayout, parseQuery, type Query } from './query.ts'

const NOW = Date.UTC(2026, 10, 21, 9, 0)
const ZONE = 'Europe/Moscow'
const parse = (text: string): Partial<Query> => {
  const query = parseQuery(text, NOW, ZONE)
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) =>
      Array.isArray(value) ? value.length > 0 : value !== null && value !== false,
    ),
  )
}
const moscow = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) - 3 * 3_600_000

test('words are folded, and the last one may still be unfinished', () => {
  expect(parse('Счёт  на ОПЛ')).toEqual({
    words: [
      { text: 'счет', isPrefix: false },
      { text: 'на', isPrefix: false },
      { text: 'опл', isPrefix: true },
    ],
  })
  expect(parse('счёт ')).toEqual({ words: [{ text: 'счет', isPrefix: false }] })
  expect(parse('')).toEqual({})
  expect(parse(' — ! ')).toEqual({})
})

test('quotes of any kind make a phrase', () => {
  expect(parse('"Счёт на оплату" «акт сверки» “two words”')).toEqual({
    phrases: ['счет на оплату', 'акт сверки', 'two words'],
  })
  expect(parse('"не закрыта')).toEqual({ phrases: ['не закрыта'] })
})

test('operators are known in both languages and in any case', () => {
  expect(parse('from:ivan@firma.ru to:anna subject:"счёт на оплату" file:акт.pdf box:office')).toEqual({
    from: ['ivan firma ru'],
    to: ['anna'],
    subject: ['счет на оплату'],
    file: ['акт pdf'],
    boxes: ['office'],
  })
  expect(parse('ОТ: Белов кому:anna Тема:счёт файл:акт ящик:офис есть:вложение')).toEqual({
    from: ['белов'],
    to: ['anna'],
    subject: ['счет'],
    file: ['акт'],
    boxes: ['офис'],
    hasAttachment: true,
  })
  expect(parse('has:attachment is:unread is:unbound id:<A1b2@golub> #1042')).toEqual({
    hasAttachment: true,
    isUnread: true,
    isUnbound: true,
    ids: ['A1b2@golub'],
    numbers: [1042],
  })
})

test('dates are days in the zone of the reader', () => {
  expect(parse('after:2026-11-20')).toEqual({ after: moscow(2026, 11, 20) })
  expect(parse('после:20.11.2026 до:21.11')).toEqual({ after: moscow(2026, 11, 20), before: moscow(2026, 11, 21) })
  expect(parse('before:22.11')).toEqual({ before: moscow(2025, 11, 22) })
  expect(parse('after:вчера')).toEqual({ after: moscow(2026, 11, 20) })
  expect(parse('before:yesterday')).toEqual({ before: moscow(2026, 11, 20) })
})

test('what makes no sense is searched as words', () => {
  expect(parse('before:31.02.2026')).toEqual({
    words: [{ text: 'before 31 02 2026', isPrefix: true }],
    badDates: ['before:31.02.2026'],
  })
  expect(parse('is:broken x')).toEqual({
    words: [
      { text: 'is broken', isPrefix: false },
      { text: 'x', isPrefix: false },
    ],
  })
  expect(parse('from: has:attachment')).toEqual({ words: [{ text: 'from', isPrefix: false }], hasAttachment: true })
  expect(parse('http://golub.ru/a?b Re: счёт')).toEqual({
    words: [
      { text: 'http golub ru a b', isPrefix: false },
      { text: 're', isPrefix: false },
      { text: 'счет', isPrefix: true },
    ],
  })
  expect(parse('12:30')).toEqual({ words: [{ text: '12 30', isPrefix: true }] })
})

test('a query typed in the wrong layout can be read in the other one', () => {
  expect(inOtherLayout(',tkjd')).toBe('белов')
  expect(inOtherLayout('from:,tkjd "cxtn yf jgkfne" after:20.11')).toBe('from:белов "счет на оплату" after:20.11')
  expect(inOtherLayout('123 #42')).toBeNull()
})

test('a date that is none is named, as it was written', () => {
  expect(parseQuery('лампы до:завтрака after:2026-11-20', NOW, ZONE).badDates).toEqual(['до:завтрака'])
  expect(parseQuery('до: ', NOW, ZONE).badDates).toEqual([])
  expect(parseQuery('after:вчера before:20.11', NOW, ZONE).badDates).toEqual([])
})

function found(query: string, scopes = ['mb1'], beginning: Vocabulary['beginning'] = () => null): number[] {
  const db = new Database(':memory:')
  db.exec(
    "CREATE VIRTUAL TABLE search USING fts5(subject, people, files, text, scope, content='', contentless_delete=1, tokenize='ascii')",
  )
  const add = db.prepare('INSERT INTO search (rowid, subject, people, files, text, scope) VALUES (?, ?, ?, ?, ?, ?)')
  const letters = [
    ['Счета за ноябрь', 'Анна Белова anna@x.ru', 'Акт сверки.pdf', 'Высылаем документы по отгрузке', 'mb1'],
    ['Договор', 'Иван Петров ivan@firma.ru', '', 'Пришлите, пожалуйста, счёт на оплату', 'mb1 mb2'],
    ['Invoice 42', 'John john@acme.com', 'invoice.pdf', 'Two invoices are attached AND "quoted"', 'mb2'],
  ]
  for (const [at, [subject = '', people = '', files = '', text = '', scope = '']] of letters.entries()) {
    add.run(at + 1, ...[subject, people, files, text].map(fold), scope)
  }
  const known = new Set(fold(letters.flat().join(' ')).split(' '))
  const forms = (word: string) => [...known].filter((one) => one !== word && stemOf(one) === stemOf(word))
  const rows = db
    .prepare<[string], { id: number }>('SELECT rowid AS id FROM search WHERE search MATCH ? ORDER BY rowid')
    .all(matchExpression(parseQuery(query, NOW, ZONE), scopes, { beginning, forms }))
  db.close()
  return rows.map((row) => row.id)
}

test('a word is found in all its forms, in every part of a letter', () => {
  expect(found('счет ')).toEqual([1, 2])
  expect(found('СЧЁТОВ ')).toEqual([1, 2])
  expect(found('отгрузка ')).toEqual([1])
  expect(found('invoices ', ['mb2'])).toEqual([3])
  expect(found('белова акт')).toEqual([1])
})

test('a word of two parts is found in all forms of both, side by side only', () => {
  expect(found('счёт-оплата ')).toEqual([])
  expect(found('договоры-счета ')).toEqual([])
  expect(found('акты-сверки ')).toEqual([1])
  expect(found('акту-сверка')).toEqual([1])
  expect(found('сверка-акт ')).toEqual([])
  expect(found('anna@x.ru ')).toEqual([1])
})

test('the last word is found while it is being typed', () => {
  expect(found('отгр')).toEqual([1])
  expect(found('отгр ')).toEqual([])
  expect(found('ivan@fir')).toEqual([2])
})

test('the beginning of a word finds what the words that it begins find', () => {
  const words = ['отгрузке', 'оплату', 'пожалуйста', 'пришлите']
  const begun: Vocabulary['beginning'] = (text) => words.filter((word) => word.startsWith(text))
  expect(found('о', ['mb1'], begun)).toEqual(found('о'))
  expect(found('от', ['mb1'], begun)).toEqual([1])
  expect(found('договор пр', ['mb1'], begun)).toEqual([2])
  expect(found('пр', ['mb1'], () => [])).toEqual(found('пр'))
})

test('a phrase is found only as it stands', () => {
  expect(found('"счёт на оплату"')).toEqual([2])
  expect(found('"оплату на счёт"')).toEqual([])
})

test('operators look only where they should', () => {
  expect(found('subject:счет')).toEqual([1])
  expect(found('тема:счетами')).toEqual([1])
  expect(found('from:petrov')).toEqual([])
  expect(found('от:петр')).toEqual([2])
  expect(found('file:сверка')).toEqual([1])
})

test('only the mailboxes that may be seen are searched, and none means nothing', () => {
  expect(found('договор', ['mb2'])).toEqual([2])
  expect(found('договор', ['mb3'])).toEqual([])
  expect(found('', ['mb2'])).toEqual([2, 3])
  expect(found('договор', [])).toEqual([])
})

test('nothing that is typed breaks the index', () => {
  for (const text of [
    '"',
    '""',
    'AND',
    'NOT x OR',
    'a*b',
    'text:x',
    '{a}: b',
    "'; DROP",
    '(((',
    'NEAR(a b)',
    '^x',
    'scope:mb2',
    'from:"a""b"',
    '-x +y',
    '\u0000',
    '«',
    'от:',
    '🙂 да',
  ]) {
    expect(() => found(text)).not.toThrow()
  }
  expect(found('AND ', ['mb2'])).toEqual([3])
})
