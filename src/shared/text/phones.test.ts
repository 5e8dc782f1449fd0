import { expect, test } from 'vitest'
import { e164, phoneProblem } from './phones.ts'

test('one number written in several ways is the same number', () => {
  for (const written of [
    '+7 912 555-01-42',
    '8 (912) 555 01 42',
    '9125550142',
    '007 912 5550142',
    '+79125550142 доб. 12',
  ])
    expect(e164(written)).toBe('+79125550142')
  expect(e164('+371 2555 0188')).toBe('+37125550188')
})

test('an inner number is a phone, but not compared with others', () => {
  expect(phoneProblem('118')).toBeNull()
  expect(e164('118')).toBe('')
})

test('what is no phone is said by its reason', () => {
  expect(phoneProblem('позвонить')).toBe('letters')
  expect(phoneProblem('—')).toBe('no-digits')
  expect(phoneProblem('12')).toBe('too-short')
  expect(phoneProblem('1234567890123456')).toBe('too-long')
})
