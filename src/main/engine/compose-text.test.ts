import { expect, test } from 'vitest'
import { plainPart } from './compose-text.ts'

test('the plain part keeps lists, links, quotes and tables readable', () => {
  const html = `<div>Здравствуйте, <b>Анна</b>!</div><div><br></div><ol><li>первое</li><li>второе<ul><li>частное</li></ul></li></ol>
<div>Прайс <a href="https://golub.example/price">здесь</a>, сайт <a href="https://golub.example">https://golub.example</a>, почта <a href="mailto:a@golub.example">a@golub.example</a></div>
<blockquote>Где счёт?<br>Жду.</blockquote>
<table><tr><th>Товар</th><th>Цена</th></tr><tr><td>Лампа</td><td>100 ₽</td></tr></table><div><img src="cid:x" alt="схема"></div>`
  expect(plainPart(html).split('\n')).toEqual([
    'Здравствуйте, Анна!',
    '',
    ' 1. первое',
    ' 2. второе',
    '    • частное',
    '',
    'Прайс здесь (https://golub.example/price), сайт https://golub.example, почта a@golub.example',
    '> Где счёт?',
    '> Жду.',
    '',
    'Товар   Цена',
    'Лампа   100 ₽',
    '',
    '[схема]',
  ])
})

test('lines of the plain part are never broken', () => {
  const long = 'слово '.repeat(300).trim()
  expect(plainPart(`<div>${long}</div>`)).toBe(long)
})
