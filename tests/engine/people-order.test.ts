// In which order the tables of people and companies stand, page by page.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createContact } from '../../src/main/engine/contacts.ts'
import { addCompany, companiesPage } from '../../src/main/store/companies.ts'
import { contactsPage } from '../../src/main/store/contact-list.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, Mailroom } from './mailroom.ts'

let room: Mailroom
let ours: MailboxId
afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
  ours = room.addMailbox('office@our.example')
})
afterEach(() => room.close())

/** All ids, read two at a time. */
function walk<Id, Place>(page: (after: Place | null) => { ids: Id[]; last: Place | null }): Id[] {
  const seen: Id[] = []
  let after: Place | null = null
  do {
    const { ids, last }: { ids: Id[]; last: Place | null } = page(after)
    seen.push(...ids)
    after = last
  } while (after)
  return seen
}

test('in Russian Latin names come after the Cyrillic ones, page by page and among those that a filter leaves', () => {
  const [zoe, anna, bob, yana] = ['Zoe', 'Анна', 'Bob', 'Яна'].map((name, n) => {
    const fields = { name, position: '', note: '', company: null, phones: [], emails: [`${n}@firm.example`] }
    return createContact(room.deps, 1 as UserId, fields)
  })
  const people = (isCyrillicFirst: boolean, desc = false, words: string[] = []) =>
    walk((after: Parameters<typeof contactsPage>[2]['after']) =>
      contactsPage(room.store.reader, [ours], { words, order: 'name', desc, limit: 2, after, isCyrillicFirst }),
    )
  expect(people(true)).toEqual([anna, yana, bob, zoe])
  expect(people(true, true)).toEqual([zoe, bob, yana, anna])
  expect(people(false)).toEqual([bob, zoe, anna, yana])
  expect(people(true, false, ['firm'])).toEqual([anna, yana, bob, zoe])
})

test('companies stand in the order of the language too, whichever letters are capitals; numbers come first', () => {
  const names = ['Zoe Ltd', 'альфа', 'Bob Ltd', 'Якорь', 'apple', '1С Дело']
  const named = new Map(room.store.write((tx) => names.map((name) => [addCompany(tx, name, 0), name])))
  const companies = (isCyrillicFirst: boolean, desc = false) =>
    walk((after: Parameters<typeof companiesPage>[1]['after']) =>
      companiesPage(room.store.reader, { words: [], desc, limit: 2, after, isCyrillicFirst }),
    ).map((id) => named.get(id))
  expect(companies(true)).toEqual(['1С Дело', 'альфа', 'Якорь', 'apple', 'Bob Ltd', 'Zoe Ltd'])
  expect(companies(true, true)).toEqual(['Zoe Ltd', 'Bob Ltd', 'apple', 'Якорь', 'альфа', '1С Дело'])
  expect(companies(false)).toEqual(['1С Дело', 'apple', 'Bob Ltd', 'Zoe Ltd', 'альфа', 'Якорь'])
})
