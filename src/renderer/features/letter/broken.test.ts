import { expect, test } from 'vitest'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { breaksOff, brokenFacts, brokenTitle } from './broken.ts'

const letter = (reading: 'partial' | 'not-parsed', what: string, line: number | null, email = 'a@b.example') => ({
  ...{ reading, readingTrouble: { what, line }, from: { email }, snippet: 'words' },
})
const states = (one: Parameters<typeof brokenFacts>[0]) => brokenFacts(one).map((fact) => fact.state)

test('a header that was cut is said to be read in part, its text to be read, and nothing to break off', () => {
  const bomb = letter('partial', 'header-too-long', 1)
  expect(states(bomb)).toEqual(['warn', 'ok'])
  expect(brokenTitle(bomb)).toBe(m.letter_broken_head_title())
  expect(breaksOff(bomb)).toBe(false)
})

test('a letter that ends early was read up to there, and it breaks off', () => {
  const cut = letter('partial', 'ends-early', 15)
  expect(states(cut)).toEqual(['ok', 'ok', 'bad'])
  expect(breaksOff(cut)).toBe(true)
})

test('of what is no letter only the text is there', () => {
  const file = letter('not-parsed', 'no-letter', null, '')
  expect(states(file)).toEqual(['bad', 'ok'])
  expect(states({ ...file, snippet: '' }), 'an empty file').toEqual(['bad', 'bad'])
})

test('a letter that was not parsed has a sender only where one was found', () => {
  expect(states(letter('not-parsed', 'out of memory', null))).toEqual(['ok', 'bad'])
  expect(states(letter('not-parsed', 'out of memory', null, ''))).toEqual(['bad', 'bad'])
})
