import { expect, test } from 'vitest'
import { hasTwoEndings, kindOf } from './attachment-kind.ts'

test('a file shows what it is by three letters and a colour', () => {
  expect(kindOf({ name: 'Счёт.PDF', mime: 'application/pdf' })).toEqual({ label: 'PDF', tone: '' })
  expect(kindOf({ name: 'Смета.xlsx', mime: '' })).toEqual({ label: 'XLS', tone: 'x' })
  expect(kindOf({ name: 'letter.docx', mime: '' })).toEqual({ label: 'DOC', tone: 'w' })
  expect(kindOf({ name: 'noname', mime: 'image/png' })).toEqual({ label: 'PNG', tone: 'g' })
})

test('a second ending that hides the first is noticed, an ordinary archive is not', () => {
  expect(hasTwoEndings('Акт_сверки.pdf.html')).toBe(true)
  expect(hasTwoEndings('backup.txt.gz')).toBe(false)
  expect(hasTwoEndings('договор от 20.11.docx')).toBe(false)
})
