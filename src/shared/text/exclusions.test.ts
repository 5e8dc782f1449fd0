import { expect, test } from 'vitest'
import { judgeExclusion } from './exclusions.ts'

test('an address and a domain are taken in the form in which letters are compared', () => {
  expect(judgeExclusion('  <Form@Site.RU>, ')).toEqual({ ok: true, entry: 'form@site.ru' })
  expect(judgeExclusion('@Почта.РФ')).toEqual({ ok: true, entry: '@почта.рф' })
  expect(judgeExclusion('@xn--80a1acny.xn--p1ai')).toEqual({ ok: true, entry: '@почта.рф' })
})

test('a domain may be written with a star, with the sign alone or bare', () => {
  for (const line of ['*@news.ru', '@News.ru', 'news.ru', ' news.ru; '])
    expect(judgeExclusion(line)).toEqual({ ok: true, entry: '@news.ru' })
  for (const line of ['form*@news.ru', '*.news.ru', '@*.news.ru'])
    expect(judgeExclusion(line), line).toMatchObject({ ok: false })
})

test('a line that is none says why', () => {
  expect(judgeExclusion('Ольга Петрова')).toEqual({ ok: false, why: 'space-inside' })
  expect(judgeExclusion('ivanov')).toEqual({ ok: false, why: 'no-at' })
  expect(judgeExclusion('ivanov@@mail.ru')).toEqual({ ok: false, why: 'several-at' })
  expect(judgeExclusion('@')).toEqual({ ok: false, why: 'no-domain' })
  expect(judgeExclusion('@mail')).toEqual({ ok: false, why: 'no-ending' })
  expect(judgeExclusion('@a b.ru')).toEqual({ ok: false, why: 'space-inside' })
})
