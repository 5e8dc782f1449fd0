import { afterEach, expect, test, vi } from 'vitest'
import { m } from '../../shared/i18n/paraglide/messages.js'
import { count, dayTime, rowTime } from './format.ts'

const locale = vi.hoisted(() => ({ current: 'ru' }))
vi.mock('./locale.svelte.ts', () => ({ locale }))
afterEach(() => {
  locale.current = 'ru'
})

test('a date of this year is a day and its month, in the words of the language', () => {
  const now = new Date(2026, 10, 27).getTime()
  const dates = () =>
    [0, 4, 8, 10].map((month) => rowTime(new Date(2026, month, 10).getTime(), now).replace('\u00A0', ' '))
  expect(dates()).toEqual(['10 янв', '10 мая', '10 сен', '10 ноя'])
  locale.current = 'en'
  expect(dates()).toEqual(['10 Jan', '10 May', '10 Sep', '10 Nov'])
})

test('the head of a day says today and yesterday beside the date', () => {
  locale.current = 'en'
  const now = new Date(2026, 10, 27, 9).getTime()
  const heads = () => [27, 26, 25].map((day) => dayTime(new Date(2026, 10, day, 23).getTime(), now))
  expect(heads()).toEqual(['Today, 27 November', 'Yesterday, 26 November', '25 November'])
})

test('a number in a sentence is written as one that stands alone', () => {
  expect(m.letters_count({ n: 2341 }, { locale: 'ru' })).toBe(`${count(2341)} письмо`)
  locale.current = 'en'
  expect(m.letters_count({ n: 2341 }, { locale: 'en' })).toBe(`${count(2341)} letters`)
  expect(count(2341)).toBe('2,341')
})
