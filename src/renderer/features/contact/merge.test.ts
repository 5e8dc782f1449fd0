import { expect, test } from 'vitest'
import type { ContactCard } from '../../../shared/model/conversation.ts'
import { differences, suggestedSurvivor } from './merge.ts'

// Only what the comparison reads is filled.
const card = (change: Partial<ContactCard>) =>
  ({ name: 'Олег Ващенко', position: '', company: null, note: '', letters: 0, createdAt: 0, ...change }) as ContactCard

test('only fields that differ are compared, and one empty side is no difference', () => {
  const found = differences([
    card({ name: 'О. Ващенко', position: 'инженер' }),
    card({ position: '', note: 'звонить утром' }),
  ])
  expect(found).toEqual([{ field: 'name', values: ['О. Ващенко', 'Олег Ващенко'] }])
})

test('the card with the most letters is proposed to stay, of equal ones the older', () => {
  const old = card({ letters: 2, createdAt: 1 })
  const busy = card({ letters: 9, createdAt: 5 })
  expect(suggestedSurvivor([old, busy])).toBe(busy)
  expect(suggestedSurvivor([card({ letters: 2, createdAt: 4 }), old])).toBe(old)
})
