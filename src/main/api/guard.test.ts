import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { checkSource } from './guard.ts'

// Only the headers are looked at.
const asked = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage
const passes = (headers: Record<string, string>, isNavigation = false) => {
  try {
    checkSource(asked(headers), ['mail.office.ru'], isNavigation)
    return true
  } catch {
    return false
  }
}

test('only our own names are answered: a rebound name is not', () => {
  expect(passes({ host: '127.0.0.1:8417' })).toBe(true)
  expect(passes({ host: 'localhost:8417' })).toBe(true)
  expect(passes({ host: '[::1]:8417' })).toBe(true)
  expect(passes({ host: 'MAIL.office.ru' })).toBe(true)
  expect(passes({ host: 'evil.example' })).toBe(false)
  expect(passes({ host: '127.0.0.1.evil.example' })).toBe(false)
  expect(passes({ host: 'localhost@evil.example' })).toBe(false)
  expect(passes({})).toBe(false)
})

test('pages of other origins get nothing, not even those of another port', () => {
  const host = '127.0.0.1:8417'
  expect(passes({ host, origin: 'http://127.0.0.1:8417' })).toBe(true)
  expect(passes({ host, origin: 'http://127.0.0.1:9000' })).toBe(false)
  expect(passes({ host, origin: 'https://evil.example' })).toBe(false)
  expect(passes({ host, origin: 'null' })).toBe(false)
  expect(passes({ host, 'sec-fetch-site': 'same-origin' })).toBe(true)
  expect(passes({ host, 'sec-fetch-site': 'same-site' })).toBe(false)
  expect(passes({ host, 'sec-fetch-site': 'cross-site' })).toBe(false)
  expect(passes({ host, 'sec-fetch-site': 'cross-site' }, true)).toBe(true)
})
