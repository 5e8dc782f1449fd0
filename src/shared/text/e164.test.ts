import { expect, test } from 'vitest'
import { e164, phoneWords } from './e164.ts'

test('one number written in several ways is the same number', () => {
  for (const written of [
    '+7 912 555-01-42',
    '8 (912) 555 01 42',
    '8-912-555-01-42',
    '7 912 5550142',
    '9125550142',
    '007 912 5550142',
    '+79125550142 доб. 12',
    '8 (912) 555-01-42, доб. 12',
    '8 912 555-01-42 доб 1234',
    '+7 912 555-01-42 ext. 12',
    'тел. 8 (912) 555-01-42',
  ])
    expect(e164(written), written).toBe('+79125550142')
  for (const written of ['8 (495) 123-45-67', '+7 495 123 45 67', '(495) 123-45-67'])
    expect(e164(written), written).toBe('+74951234567')
})

test('a number abroad is known with its country, also as it is dialled from here or with the zero of its own', () => {
  for (const written of ['+371 2555 0188', '00371 25550188', '8 10 371 2555 0188'])
    expect(e164(written), written).toBe('+37125550188')
  expect(e164('+44 (0)20 7946 0958')).toBe('+442079460958')
  expect(e164('+49 (0) 30 123456')).toBe('+4930123456')
})

test('an inner number or a part of one is not compared with others', () => {
  for (const written of ['118', '555-01-42', '+7 495 12-34', '—', 'позвонить', '1234567890123456'])
    expect(e164(written), written).toBe('')
})

test('a phone is found by its whole number, without the country, and as it is dialled at home', () => {
  expect(phoneWords('+7 (495) 123-45-67').split(' ')).toEqual(
    expect.arrayContaining(['74951234567', '4951234567', '84951234567']),
  )
  expect(phoneWords('118')).toBe('118')
})
