import { expect, test } from 'vitest'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter } from '../../../shared/model/conversation.ts'
import { breaksOff, brokenFacts, brokenText, brokenTitle, isBeyondLimit, isTextUnreached } from './broken.ts'

const letter = (reading: 'partial' | 'not-parsed', what: string, line: number | null, email = 'a@b.example') => ({
  ...{ reading, readingTrouble: { what, line }, from: { name: '', email }, snippet: 'words', hasHtml: false },
  ...{ subject: 'Offer', dateHeader: 'read' as Letter['dateHeader'] },
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

test('what is not in the letter is not said to be read', () => {
  const cut = letter('partial', 'ends-early', 11, '')
  const facts = (one: Partial<typeof cut>) =>
    brokenFacts({ ...cut, ...one }).map(({ state, fact }) => `${state}: ${fact}`)
  const rest = `bad: ${m.letter_broken_line({ n: 11 })}`
  expect(facts({ subject: '', dateHeader: 'none', snippet: '' }), 'only a file').toEqual([
    `warn: ${m.letter_broken_absent()}`,
    `warn: ${m.letter_broken_no_text()}`,
    rest,
  ])
  const sender = { name: 'Anna', email: '' }
  expect(facts({ from: sender, dateHeader: 'unreadable' })[0]).toBe(`warn: ${m.letter_broken_date_unread()}`)
  expect(facts({ subject: ' ' })[0]).toBe(`warn: ${m.letter_broken_no_sender()}, ${m.letter_broken_no_subject()}`)
  expect(facts({ from: sender, snippet: '', hasHtml: true })).toEqual([
    ...[`ok: ${m.letter_broken_read()}`, `ok: ${m.letter_broken_read()}`, rest],
  ])
})

test('a text that is not there is not read beside a cut header either', () => {
  expect(states({ ...letter('partial', 'header-too-long', 1), snippet: '' })).toEqual(['warn', 'warn'])
})

test('a letter beyond what is read is not called wrong: the rest is in the source, and a text not reached is not denied', () => {
  const facts = (one: Parameters<typeof brokenFacts>[0]) =>
    brokenFacts(one).map(({ state, fact }) => `${state}: ${fact}`)
  const deep = { ...letter('partial', 'too-deep', 128), snippet: '' }
  expect(brokenText(deep)).toBe(m.letter_broken_too_deep_text())
  expect(facts(deep).slice(1)).toEqual([
    `warn: ${m.letter_broken_not_reached()}`,
    `warn: ${m.letter_broken_beyond({ n: 128 })}`,
  ])
  expect(isTextUnreached(deep)).toBe(true)
  const many = letter('partial', 'too-many-parts', 3006)
  expect(brokenText(many)).toBe(m.letter_broken_too_many_text())
  expect(facts(many).slice(1)).toEqual([
    `ok: ${m.letter_broken_reached()}`,
    `warn: ${m.letter_broken_beyond({ n: 3006 })}`,
  ])
  expect(isTextUnreached(many)).toBe(false)
  const cut = { ...letter('partial', 'ends-early', 15), snippet: '' }
  expect([isBeyondLimit(cut), isTextUnreached(cut)]).toEqual([false, false])
})
