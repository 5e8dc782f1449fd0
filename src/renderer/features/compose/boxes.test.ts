import { expect, test } from 'vitest'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { boxTrouble, usualBox } from './boxes.ts'

// Only what decides about sending; the rest of a mailbox does not matter here.
const box = (id: number, change: Partial<Mailbox> = {}): Mailbox =>
  ({ id, sending: 'works', activity: { is: 'watching', by: 'idle' }, isOffline: false, ...change }) as Mailbox
const paused = (id: number) => box(id, { activity: { is: 'paused', since: 0 } })

test('a new letter leaves from the mailbox that the author chose, as long as it sends', () => {
  expect(usualBox([box(1), box(2)], 2)?.id).toBe(2)
  expect(usualBox([box(1), paused(2)], 2)?.id).toBe(1)
  expect(usualBox([box(1), box(2)], 9)?.id).toBe(1)
  expect(usualBox([box(1), box(2)], null)?.id).toBe(1)
})

test('where no mailbox sends, one whose letters wait is better than none', () => {
  expect(usualBox([box(1, { sending: 'left-out' }), paused(2)], null)?.id).toBe(2)
  expect(usualBox([box(1, { isOffline: true })], 1)).toBeUndefined()
})

test('a paused mailbox and one that fails keep letters waiting; one that only reads cannot send', () => {
  expect(boxTrouble(box(1))).toBeNull()
  expect(boxTrouble(paused(1))?.is).toBe('waits')
  expect(boxTrouble(box(1, { sending: 'fails' }))?.is).toBe('waits')
  expect(boxTrouble(box(1, { sending: 'left-out' }))?.is).toBe('cannot')
})
