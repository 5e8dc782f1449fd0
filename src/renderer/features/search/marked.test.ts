import { expect, test } from 'vitest'
import { partsOf, plain } from './marked.ts'

test('found words are told apart from the rest', () => {
  expect(partsOf('Анна \uE000Белов\uE001а')).toEqual([
    { text: 'Анна ', isHit: false },
    { text: 'Белов', isHit: true },
    { text: 'а', isHit: false },
  ])
})

test('a mark that was cut off still shows its text', () => {
  expect(partsOf('счёт \uE000№ 10')).toEqual([
    { text: 'счёт ', isHit: false },
    { text: '№ 10', isHit: true },
  ])
})

test('plain text carries no marks', () => {
  expect(plain('\uE000Белов\uE001а')).toBe('Белова')
})
