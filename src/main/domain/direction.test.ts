import { expect, test } from 'vitest'
import { standpoint } from './direction.ts'

const BOX = 'office@golub-firma.ru'
const OWN = new Set([BOX, 'sales@golub-firma.ru', 'emma@gmail.com'])
const people = (from: string, to: string[] = [], cc: string[] = [], bcc: string[] = []) => ({ from, to, cc, bcc })

test('the client of an incoming letter is its sender', () => {
  expect(standpoint(people('anna@x.ru', [BOX], ['boris@x.ru', 'emma@gmail.com']), BOX, OWN)).toEqual({
    direction: 'in',
    from: 'anna@x.ru',
    clients: ['anna@x.ru'],
    outside: ['anna@x.ru', 'boris@x.ru'],
    hidden: [],
  })
})

test('the client of an outgoing letter is its first outside recipient, never one of us', () => {
  expect(standpoint(people(BOX, ['emma@gmail.com', 'anna@x.ru'], ['boris@x.ru'], ['vera@y.ru']), BOX, OWN)).toEqual({
    direction: 'out',
    from: BOX,
    clients: ['anna@x.ru'],
    outside: ['anna@x.ru', 'boris@x.ru'],
    hidden: ['vera@y.ru'],
  })
  expect(standpoint(people(BOX, ['emma@gmail.com'], ['boris@x.ru']), BOX, OWN).clients).toEqual(['boris@x.ru'])
  expect(standpoint(people(BOX, [], [], ['vera@y.ru', 'gleb@y.ru']), BOX, OWN)).toMatchObject({
    clients: ['vera@y.ru', 'gleb@y.ru'],
    outside: [],
    hidden: [],
  })
})

test('a copy that reached us as BCC belongs to the client it was written to', () => {
  expect(standpoint(people('emma@gmail.com', ['anna@x.ru']), BOX, OWN)).toMatchObject({
    direction: 'out',
    clients: ['anna@x.ru'],
  })
  expect(standpoint(people('new.colleague@golub-firma.ru', ['anna@x.ru']), BOX, OWN)).toMatchObject({
    direction: 'in',
    clients: ['anna@x.ru'],
  })
})

test('a letter forwarded from another address of the office belongs to its sender', () => {
  expect(standpoint(people('anna@x.ru', ['info@golub-firma.ru']), BOX, OWN)).toMatchObject({
    direction: 'in',
    clients: ['anna@x.ru'],
  })
})

test('a letter among colleagues has no client', () => {
  expect(standpoint(people('sales@golub-firma.ru', [BOX]), BOX, OWN)).toMatchObject({
    direction: 'in',
    clients: [],
    outside: [],
  })
})

test('a form of the site that writes as the office comes from the client in Reply-To', () => {
  expect(standpoint({ ...people(BOX, [BOX]), replyTo: 'anna@x.ru' }, BOX, OWN)).toMatchObject({
    direction: 'in',
    clients: ['anna@x.ru'],
  })
  expect(standpoint(people(BOX, [BOX]), BOX, OWN).direction).toBe('out')
})

test('what lies in Sent was written by us, also under another address', () => {
  expect(standpoint(people('alias@elsewhere.ru', ['anna@x.ru']), BOX, OWN, true)).toMatchObject({
    direction: 'out',
    clients: ['anna@x.ru'],
  })
})
