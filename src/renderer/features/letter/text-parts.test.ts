import { expect, test } from 'vitest'
import { linkParts } from './text-parts.ts'

const links = (text: string) => linkParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))

test('addresses in a plain letter can be pressed, the full stop after them is not part of them', () => {
  expect(links('See https://example.org/a_(b)?x=1. Or www.example.org, or anna@example.org!')).toEqual([
    'https://example.org/a_(b)?x=1',
    'https://www.example.org',
    'mailto:anna@example.org',
  ])
})

test('an address in brackets ends before the closing one', () => {
  expect(links('(https://example.org/page)')).toEqual(['https://example.org/page'])
})

test('the text comes back whole', () => {
  const text = 'Счёт тут: https://пример.рф/счёт, спасибо'
  expect(
    linkParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

test('a word with a colon is not an address', () => {
  expect(links('javascript:alert(1) и data:text/html')).toEqual([])
})
