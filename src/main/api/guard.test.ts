import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { checkSource, isFromThisComputer } from './guard.ts'

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

test('from this computer is only what came over loopback, under its name, and was not handed on', () => {
  const isHere = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    isFromThisComputer({ headers, socket: { remoteAddress } } as unknown as IncomingMessage)
  expect(isHere({ host: '127.0.0.1:8417' })).toBe(true)
  expect(isHere({ host: 'localhost:8417' }, '::ffff:127.0.0.1')).toBe(true)
  expect(isHere({ host: '[::1]:8417' }, '::1')).toBe(true)
  expect(isHere({ host: 'mail.office.ru' })).toBe(false)
  expect(isHere({ host: '127.0.0.1:8417' }, '192.168.1.20')).toBe(false)
  expect(isHere({ host: '127.0.0.1:8417', 'x-forwarded-for': '203.0.113.7' })).toBe(false)
  expect(isHere({ host: '127.0.0.1:8417', forwarded: 'for=203.0.113.7' })).toBe(false)
})
