import { expect, test } from 'vitest'
import { otherLayout } from './layout.ts'
import { displayName } from './names.ts'
import { hasReplyPrefix, replySubject, subjectKey } from './subjects.ts'

test('answers and forwards have the subject of the letter they follow', () => {
  for (const subject of [
    'Счёт 42',
    'Re: счет 42',
    'RE[2]: Fwd: Счёт  42',
    'Ответ: Отв: Счёт 42',
    'HA: счёт 42',
    'На: Пер (3)： СЧЁТ 42 ',
    'AW: SV: Счёт 42',
  ]) {
    expect(subjectKey(subject)).toBe('счет 42')
  }
})

test('words that only look like prefixes stay, and so do numbers in brackets', () => {
  expect(subjectKey('На складе пусто')).toBe('на складе пусто')
  expect(subjectKey('Re [#3112] Заказ')).toBe('re [#3112] заказ')
  expect(subjectKey('Re: [#3112] Заказ')).toBe('[#3112] заказ')
  expect(subjectKey('Ресурс: список')).toBe('ресурс: список')
  expect(subjectKey(' Re: ')).toBe('')
  expect([hasReplyPrefix('Re : x'), hasReplyPrefix('Перспективы: x'), hasReplyPrefix('FWD: x')]).toEqual([
    true,
    false,
    true,
  ])
})

test('our answer carries one prefix', () => {
  expect(replySubject('RE[3]: Отв: Счёт')).toBe('Re: Счёт')
  expect(replySubject('Fwd: Счёт')).toBe('Re: Fwd: Счёт')
  expect(replySubject('')).toBe('Re:')
})

test('a display name becomes the name of a person', () => {
  const names = [
    ['"Петров, Иван"', 'Иван Петров'],
    ['Анна via Trello', 'Анна'],
    ['', 'ivan'],
    ['Ivan@Firma.ru', 'ivan'],
    ['«Ромашка»', 'Ромашка'],
    ['ООО «Ромашка», отдел продаж', 'ООО «Ромашка», отдел продаж'],
    ['Smith, John', 'John Smith'],
  ]
  for (const [given = '', wanted] of names) expect(displayName(given, 'ivan@firma.ru')).toBe(wanted)
  expect(displayName('я'.repeat(400), 'a@b.ru')).toHaveLength(255)
})

test('a surname before its comma goes behind the name; a firm or a department keeps its place', () => {
  const people = [
    ['Иванов, Иван Иванович', 'Иван Иванович Иванов'],
    ['Римский-Корсаков, Николай', 'Николай Римский-Корсаков'],
    ['García Márquez, Gabriel', 'Gabriel García Márquez'],
    ['van der Berg, Anna M.', 'Anna M. van der Berg'],
    ["O'Brien, Pat", "Pat O'Brien"],
    ['Банков, Иван', 'Иван Банков'],
    ['Banks, Thomas', 'Thomas Banks'],
  ]
  for (const [given = '', wanted] of people) expect(displayName(given, 'ivan@firma.ru')).toBe(wanted)
  const firms = [
    'Фасад-Плюс, приёмная',
    'Фасад-Плюс, Иван',
    'Ромашка, Отдел Продаж',
    'ООО Ромашка, отдел продаж',
    'Северный Свет, Приёмная',
    'Acme Group, Sales',
    'Стройторг, Анна',
    'Ромашка, цветы и букеты',
    'Магазин на Лесной, Анна',
  ]
  for (const firm of firms) expect(displayName(firm, 'ivan@firma.ru')).toBe(firm)
})

test('a wrong keyboard layout is read in both directions', () => {
  expect(otherLayout(',tkjd')).toBe('белов')
  expect(otherLayout('шмфт')).toBe('ivan')
  expect(otherLayout('белов ivan')).toBeNull()
  expect(otherLayout('123')).toBeNull()
})
