import { expect, test } from 'vitest'
import { fold } from './fold.ts'
import { stemOf, stems } from './stems.ts'

test('text and query fold alike: case, ё, accents, width and signs do not matter', () => {
  expect(fold('  Счёт №123 — «Ёлки»!  ')).toBe('счет 123 елки')
  expect(fold('за́мок ＡＢＣ со\u00adфт')).toBe('замок abc софт')
  expect(fold('ivan@firma.ru')).toBe('ivan firma ru')
  expect(fold('Golub™ ё')).toBe('golub е')
  expect(fold('—!')).toBe('')
})

test('word forms share a stem, Russian and English', () => {
  expect(new Set(['отгрузка', 'отгрузки', 'отгрузку'].map(stemOf))).toEqual(new Set(['отгрузк']))
  expect(stemOf('invoices')).toBe('invoic')
  expect(stemOf('42')).toBe('42')
})

test('only stems that are not words of the text are kept, once each', () => {
  expect(stems('счета счетов invoices invoice счет')).toBe('invoic')
  expect(stems('')).toBe('')
})

test('a long letter is stemmed within milliseconds', () => {
  const text = Array.from({ length: 40_000 }, (_, n) => `слово${'абвгд'[n % 5]}`).join(' ')
  const begun = performance.now()
  stems(text)
  expect(performance.now() - begun).toBeLessThan(200)
})

test('ordinary text folds like any other', () => {
  const plain = 'Счёт №42 — «Ёлки & Palki», 100 € … it’s\u00a0OK_ok'
  expect(fold(plain)).toBe('счет 42 елки palki 100 it s ok ok')
  expect(fold(`${plain} 漢`)).toBe(`${fold(plain)} 漢`)
  // The sign of another script sends the same text the slow way.
  for (let code = 0; code < 0x3000; code++) {
    const sign = String.fromCharCode(code)
    for (const text of [`a${sign}b`, `Я ${sign}  Я`, `é${sign}`])
      expect(fold(text), code.toString(16)).toBe(fold(`${text} 漢`).slice(0, -1).trim())
  }
})
