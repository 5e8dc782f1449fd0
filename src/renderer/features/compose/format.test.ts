import { expect, test } from 'vitest'
import { linkAddress } from './format.ts'

test('a link may be written the way people write it', () => {
  expect(linkAddress('example.org/price')).toBe('https://example.org/price')
  expect(linkAddress(' anna@example.org ')).toBe('mailto:anna@example.org')
  expect(linkAddress('https://пример.рф/счёт')).toBe('https://пример.рф/счёт')
})

test('a link that runs code or leads nowhere is not made', () => {
  expect(linkAddress('javascript:alert(1)')).toBeNull()
  expect(linkAddress('just words')).toBeNull()
  expect(linkAddress('word')).toBeNull()
})
