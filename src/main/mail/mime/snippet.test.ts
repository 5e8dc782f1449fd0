import { expect, test } from 'vitest'
import { makeSnippet } from './snippet.ts'

test.each([
  '27 ноября 2026 г. в 18:16, boris ‹boris@our.example› писал(а):',
  '27.11.2026 18:16, Анна Белова пишет:',
  '12 мая 2026 г., Анна написала:',
  'Анна Белова написал(а):',
  'Вы писали 12 мая 2026 г., 10:00, Анна писала:',
  'On Monday Anna wrote:',
])('the first words end before the head of a quote: %s', (head) => {
  expect(makeSnippet(`Да, завтра.\n\n${head}\n> Привезёте?`)).toBe('Да, завтра.')
})

test('a text that is longer ends with its last whole word and says that it goes on', () => {
  expect(makeSnippet('Гарантия на светильники и сервис', 27)).toBe('Гарантия на светильники и…')
  expect(makeSnippet('Гарантия на светильники', 23)).toBe('Гарантия на светильники')
  expect(makeSnippet('а'.repeat(50), 10)).toBe(`${'а'.repeat(9)}…`)
  expect(makeSnippet('🙂'.repeat(10), 8)).toBe('🙂🙂🙂…')
})
