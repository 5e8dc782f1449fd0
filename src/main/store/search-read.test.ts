import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Reader, readerOf } from './handle.ts'
import { prepareSearch, wordsBeginning, wordsWithStem } from './search-read.ts'

let db: Reader
beforeEach(() => {
  db = readerOf(new Database(':memory:'))
  db.raw.exec("CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1)")
  db.raw.exec("INSERT INTO search (rowid, text) VALUES (1, 'про проект'), (2, 'проект проекту прочее'), (3, 'пр 42 о')")
  prepareSearch(db)
})
afterEach(() => db.raw.close())

test('the words that begin so are each named once, the beginning itself among them', () => {
  expect(wordsBeginning(db, 'про', 10)).toEqual(['про', 'проект', 'проекту', 'прочее'])
  expect(wordsBeginning(db, 'прочее', 10)).toEqual(['прочее'])
  expect(wordsBeginning(db, 'нет', 10)).toEqual([])
})

test('of more words than may be named none is', () => {
  expect(wordsBeginning(db, 'про', 4)).toHaveLength(4)
  expect(wordsBeginning(db, 'про', 3)).toBeNull()
})

test('the forms of a word are the other words of the index with its stem, however they end', () => {
  db.raw.exec(
    "INSERT INTO search (rowid, text) VALUES (4, 'party parties parted invoice invoices write writing written 427 42')",
  )
  expect(wordsWithStem(db, 'проект', 10)).toEqual(['проекту'])
  expect(wordsWithStem(db, 'parties', 10)).toEqual(['party'])
  expect(wordsWithStem(db, 'party', 10)).toEqual(['parties'])
  expect(wordsWithStem(db, 'write', 10)).toEqual(['writing'])
  expect(wordsWithStem(db, 'invoices', 10)).toEqual(['invoice'])
  expect(wordsWithStem(db, '42', 10)).toEqual([])
})

test('where too many words begin as a stem, the usual forms of the word stand for those of the index', () => {
  const forms = wordsWithStem(db, 'проект', 1)
  expect(forms).toEqual(expect.arrayContaining(['проекта', 'проекты', 'проектами']))
  expect(forms).not.toContain('проект')
  expect(forms).not.toContain('проектор')
  expect(wordsWithStem(db, 'про', 3)).not.toContain('прочее')
  db.raw.exec("INSERT INTO search (rowid, text) VALUES (5, 'invoice invoiced')")
  expect(wordsWithStem(db, 'invoice', 1)).toEqual(expect.arrayContaining(['invoices', 'invoiced', 'invoicing']))
})
