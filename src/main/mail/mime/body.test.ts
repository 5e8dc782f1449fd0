import { expect, test } from 'vitest'
import { parseLetter } from './parse.ts'

const letter = (plain: string, html: string) =>
  parseLetter(
    Buffer.from(
      [
        'From: a@b.example\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n',
        `--b\nContent-Type: text/plain; charset=utf-8\n\n${plain}`,
        `--b\nContent-Type: text/html; charset=utf-8\n\n${html}`,
        '--b--\n',
      ].join('\n'),
    ),
  ).letter

const PRICES = Array.from({ length: 30 }, (_, n) => `<p>Кабель номер ${n} стоит ${n * 7} рублей за метр</p>`).join('')

test.each([
  'Your mail program does not show HTML.',
  'Ваша почтовая программа не поддерживает HTML',
  'View this email in your browser: https://news.example/1',
])('what stands only in the HTML is found and shown when the text is a stub: %s', (stub) => {
  const { text, snippet, search } = letter(stub, `<html><body>${PRICES}</body></html>`)
  expect(snippet).toMatch(/^Кабель номер 0 стоит 0 рублей/)
  expect(text).toMatch(/^Кабель номер 0/)
  expect(search.text).toContain('кабель номер 29')
})

test('a stub that says that HTML is not shown gives way to the shortest HTML', () => {
  const { snippet, search } = letter('This message is in HTML format.', '<p>Счёт 214 готов</p>')
  expect(snippet).toMatch(/^Счёт 214 готов/)
  expect(search.text).toContain('счет 214 готов')
})

test.each([
  ['View in browser', 'Плинтус дубовый готов к выдаче'],
  [
    'Чтобы увидеть письмо, откройте его в браузере: https://news.example/view/0a1b2c3d4e5f',
    'Здравствуйте! Ваш заказ на фанеру собран, ждём вас завтра на складе номер пять до восемнадцати часов.',
  ],
  ['[image: logo]', 'Ламинат приехал'],
])('a short stub gives way to a short HTML as well: %s', (stub, words) => {
  const { snippet, search } = letter(stub, `<p>${words}</p>`)
  expect(snippet).toContain(words)
  expect(search.text).toContain(words.toLowerCase().split(' ').at(-1)?.replace('.', ''))
})

test('words of a short text that the HTML has not are found as well', () => {
  const { snippet, search } = letter('Номер вашей брони 77КРТ.', PRICES)
  expect(search.text).toContain('77крт')
  expect(search.text).toContain('кабель номер 3 ')
  expect(snippet).toMatch(/^Кабель/)
})

test('a text cut short is not repeated behind the HTML that holds it', () => {
  const { text } = letter('Кабель номер 0 стоит 0 рублей за метр', PRICES)
  expect(text.match(/номер 0 /g)).toHaveLength(1)
})

test.each([
  [
    'Да, согласен.\n\n-- \nАнна',
    `<head><style>${'p.MsoNormal{margin:0cm} '.repeat(200)}</style></head><p>Да, согласен.</p><p>-- <br>Анна</p>`,
  ],
  ['Пришлите *HTML*, пожалуйста', `<p>Пришлите <b>HTML</b>, пожалуйста</p>`],
  [
    'Лампы',
    `<p style="${'color:#1F497D;'.repeat(200)}">Лампы</p><!-- ${'x '.repeat(500)} --><script>${'go() '.repeat(200)}</script>`,
  ],
])('a text that says the same as its HTML stays as it was written: %s', (plain, html) => {
  expect(letter(plain, html).text).toBe(plain)
})
