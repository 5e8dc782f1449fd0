import { expect, test } from 'vitest'
import { fold } from './fold.ts'
import { beginningsOf, stemOf } from './stems.ts'

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

test('a word begins as one of the beginnings of its stem', () => {
  const words =
    'party parties write writes writing written wrote hope hoped hoping hopeful happily happier happiness cry cried crying try copies ' +
    'copy copied applying application applied agreed agreement delivery deliveries delivered relational organization notice noticing ' +
    'possible possibly possibility capabilities capable die dying tie tying sky skies ' +
    'счет счета счетов счетами отгрузка отгрузили отгружаем цена ценный ценные длинный длиннее договор договоренность вышли вышлите ' +
    'получили получатель поставщики поставка реквизиты оплачен оплаченный оплачивается'
  for (const word of words.split(' ')) {
    const begins = beginningsOf(stemOf(word)).some((text) => word.startsWith(text))
    expect(begins, `${word}: ${stemOf(word)}`).toBe(true)
  }
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
