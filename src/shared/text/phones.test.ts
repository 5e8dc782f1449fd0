import { expect, test } from 'vitest'
import { phoneProblem } from './phones.ts'

test('an inner number is a phone, and so is one with an extension', () => {
  expect(phoneProblem('118')).toBeNull()
  expect(phoneProblem('8 (495) 123-45-67, доб. 12')).toBeNull()
})

test('what is no phone is said by its reason', () => {
  expect(phoneProblem('позвонить')).toBe('letters')
  expect(phoneProblem('—')).toBe('no-digits')
  expect(phoneProblem('12')).toBe('too-short')
  expect(phoneProblem('1234567890123456')).toBe('too-long')
})
