import { expect, test } from 'vitest'
import { splitQuotedTail } from './text-quotes.ts'

test('the quoted tail of a plain letter folds together with its attribution line', () => {
  const text =
    'Добрый день!\nСогласны.\n\n20.11.2025 10:15, Анна Белова <a@example.org> пишет:\n> Подтвердите\n>\n> Анна\n'
  expect(splitQuotedTail(text)).toEqual({
    own: 'Добрый день!\nСогласны.',
    quoted: '20.11.2025 10:15, Анна Белова <a@example.org> пишет:\n> Подтвердите\n>\n> Анна',
  })
})

test('answers between the quotes stay where they are', () => {
  const text = '> Когда?\nЗавтра.\n> Где?\nУ вас.'
  expect(splitQuotedTail(text)).toEqual({ own: text, quoted: '' })
})

test('the head that Outlook puts above an old letter starts the quote', () => {
  const text = 'Thanks!\n\nFrom: Anna <a@example.org>\nSent: Monday\nTo: sales\n\nOld text'
  expect(splitQuotedTail(text).own).toBe('Thanks!')
})

test('a letter without a quote is shown whole', () => {
  expect(splitQuotedTail('Just a line: done')).toEqual({ own: 'Just a line: done', quoted: '' })
})
