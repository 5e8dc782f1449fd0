import { expect, test } from 'vitest'
import type { Delivery } from '../../../shared/model/conversation.ts'
import { refusalsOf } from './refusals.ts'

const refused = (email: string, serverWords: string): Delivery => ({ email, state: 'refused', serverWords })
const waiting: Delivery = { email: 'late@client.example', state: 'waiting', serverWords: '451 later' }
const NOBODY = '550 5.1.1 nobody of that name'
const POLICY = '554 5.7.1 policy'

test('an answer of the server about its only recipient is said once', () => {
  expect(refusalsOf({ deliveries: [refused('a@client.example', NOBODY)], serverWords: NOBODY })).toEqual({
    refused: [{ email: 'a@client.example', words: '' }],
    words: NOBODY,
  })
})

test('one answer for all recipients is said once, below their names', () => {
  const deliveries = [refused('a@client.example', POLICY), refused('b@client.example', POLICY)]
  expect(refusalsOf({ deliveries, serverWords: POLICY })).toEqual({
    refused: [
      { email: 'a@client.example', words: '' },
      { email: 'b@client.example', words: '' },
    ],
    words: POLICY,
  })
})

test('several answers stand with those they are about, and none of them once more', () => {
  const deliveries = [refused('a@client.example', NOBODY), refused('b@client.example', POLICY)]
  expect(refusalsOf({ deliveries, serverWords: POLICY })).toEqual({
    refused: [
      { email: 'a@client.example', words: NOBODY },
      { email: 'b@client.example', words: POLICY },
    ],
    words: '',
  })
})

test('who was refused for good is told beside the answer that the others wait for', () => {
  const deliveries = [refused('a@client.example', NOBODY), waiting]
  expect(refusalsOf({ deliveries, serverWords: '451 later' })).toEqual({
    refused: [{ email: 'a@client.example', words: NOBODY }],
    words: '451 later',
  })
})
