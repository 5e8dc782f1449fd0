import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

test('a password under ten characters says how many are missing', () => {
  expect(strengthOf('')).toEqual({ is: 'short', missing: 10 })
  expect(strengthOf('кот7')).toEqual({ is: 'short', missing: 6 })
})

test('one letter repeated, a row of the keyboard and a run of digits are weak however long', () => {
  expect(strengthOf('аааааааааааааааа').is).toBe('weak')
  expect(strengthOf('qwertyuiop').is).toBe('weak')
  expect(strengthOf('1234567890123').is).toBe('weak')
})

test('a longer phrase is better than a short one with signs', () => {
  const phrase = strengthOf('белый фонарь у старой пристани')
  const short = strengthOf('Kx7!pq2@Lm')
  expect(phrase.is).toBe('strong')
  expect(short.is).toBe('good')
})

test('the bar never leaves its track', () => {
  for (const password of ['0000000000', 'x'.repeat(400), 'Zq7#'.repeat(80)]) {
    const strength = strengthOf(password)
    if (strength.is === 'short') throw new Error('long enough')
    expect(strength.percent).toBeGreaterThanOrEqual(12)
    expect(strength.percent).toBeLessThanOrEqual(100)
  }
})
