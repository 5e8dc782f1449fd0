import { expect, test } from 'vitest'
import { htmlToText } from './html-text.ts'
import { parseLetter } from './parse.ts'

const read = (html: string) =>
  parseLetter(Buffer.from(`From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n${html}`)).letter

test.each([
  '<p>пере&shy;нос zw&#8203;sp zn&zwnj;j</p>',
  '<p>пере\u00adнос zw\u200bsp zn\u200cj</p>',
  '<p>пере&shy;<b>нос</b> zw&#8203;<i>sp</i> zn&zwnj;j</p>',
])('a word with invisible characters in it is one word: %s', (html) => {
  const letter = read(html)
  expect(letter.text).toBe('перенос zwsp znj')
  expect(letter.snippet).toBe('перенос zwsp znj')
  expect(letter.search.text).toBe('перенос zwsp znj')
})

test.each([
  '&zwnj;&nbsp;'.repeat(90),
  '\u034f \u200c\u00a0'.repeat(90),
  '&#847;&zwnj;&nbsp;&#8199;&shy;&#8203;&#65279; '.repeat(60),
  '&#8203;'.repeat(90),
])('the padding behind the preview line of a newsletter takes no place in the first words: %.20s', (padding) => {
  const letter = read(`<div>Скидки недели${padding}</div><div>Лампы от 90 рублей</div>`)
  expect(letter.text).toBe('Скидки недели\nЛампы от 90 рублей')
  expect(letter.snippet).toBe('Скидки недели Лампы от 90 рублей')
})

test('blanks around invisible characters stay one blank, and signs joined of several stay whole', () => {
  expect(htmlToText('<p>да &shy; нет&nbsp;&zwnj;&nbsp;может</p>')).toBe('да нет может')
  expect(htmlToText('<p>Врач 👩\u200d⚕️ и семья 👨\u200d👩\u200d👧</p>')).toBe(
    'Врач 👩\u200d⚕️ и семья 👨\u200d👩\u200d👧',
  )
})
