import { expect, test } from 'vitest'
import { makeSnippet } from './snippet.ts'

test.each([
  '27 ноября 2026 г. в 18:16, boris ‹boris@our.example› писал(а):',
  '27.11.2026 18:16, Анна Белова пишет:',
  '12 мая 2026 г., Анна написала:',
  'Анна Белова написал(а):',
  'Вы писали 12 мая 2026 г., 10:00, Анна писала:',
  'On Monday Anna wrote:',
  'ср, 21 окт. 2026 г. в 09:25, Анна Белова <anna@our.example>:',
  'чт, 22 окт. 2026 г. в 15:18, Анна Белова, Северный\n<anna@our.example>:',
  'On Thu, Oct 22, 2026 at 15:18 Anna Belova\n<anna@our.example> wrote:',
])('the first words end before the head of a quote: %s', (head) => {
  expect(makeSnippet(`Да, завтра.\n\n${head}\n> Привезёте?`)).toBe('Да, завтра.')
})

test('the signature below its line is nobody’s first words', () => {
  expect(makeSnippet('Заказываем.\n--\nАнна, закупки')).toBe('Заказываем.')
  expect(makeSnippet('Заказываем -- два.\n-- \nАнна')).toBe('Заказываем -- два.')
})

test('a day and an hour in what is written are no head of a quote', () => {
  expect(makeSnippet('В среду к 10:00 приедет машина\nждите')).toBe('В среду к 10:00 приедет машина ждите')
})

test('a text that is longer ends with its last whole word and says that it goes on', () => {
  expect(makeSnippet('Гарантия на светильники и сервис', 27)).toBe('Гарантия на светильники и…')
  expect(makeSnippet('Гарантия на светильники', 23)).toBe('Гарантия на светильники')
  expect(makeSnippet('а'.repeat(50), 10)).toBe(`${'а'.repeat(9)}…`)
  expect(makeSnippet('🙂'.repeat(10), 8)).toBe('🙂🙂🙂…')
})
