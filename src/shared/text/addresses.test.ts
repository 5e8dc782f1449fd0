import { expect, test } from 'vitest'
import { parseAddressFields } from './address-fields.ts'
import { parseAddressList } from './address-list.ts'
import { addressProblem, isMachineAddress, normaliseAddress, sameAddress } from './addresses.ts'

test('addresses are compared without case and spaces, international domains in one form', () => {
  expect(normaliseAddress('  <Ivan.Petrov+x@Firma.RU> ')).toBe('ivan.petrov+x@firma.ru')
  expect(normaliseAddress('info@xn--80aswg.xn--p1ai')).toBe('info@сайт.рф')
  expect(sameAddress('Info@САЙТ.РФ', 'info@xn--80aswg.xn--p1ai')).toBe(true)
  expect(sameAddress('a.b@gmail.com', 'ab@gmail.com')).toBe(false)
  expect(normaliseAddress('a@xn--999999.ru')).toMatch(/^a@/)
})

test('a wrong address says what is wrong with it', () => {
  const wrong = [
    '',
    'ivan',
    'ivan@',
    '@firma.ru',
    'ivan@firma',
    'iv an@firma.ru',
    'a@b@c.ru',
    '.ivan@firma.ru',
    'ivan@fir_ma!.ru',
    `${'x'.repeat(70)}@firma.ru`,
  ]
  expect(wrong.map(addressProblem)).toEqual([
    'empty',
    'no-at',
    'no-domain',
    'no-local',
    'no-ending',
    'space-inside',
    'several-at',
    'bad-dots',
    'bad-character',
    'too-long',
  ])
  expect(['ivan@firma.ru', 'иван@сайт.рф', 'o’neil+tag@mail.example.com', 'a_b@x-y.co'].map(addressProblem)).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('a pasted list is read whatever separates it, with names and without', () => {
  const typed = `Анна <a@b.ru>, "Иванов, Иван \\"Ваня\\"" <i@b.ru>; c@d.ru\nПетров, Пётр <p@b.ru>, A@B.ru e@f.ru g@h.ru`
  expect(parseAddressList(typed).map(({ name, email, problem }) => [name, email, problem])).toEqual([
    ['Анна', 'a@b.ru', null],
    ['Иванов, Иван "Ваня"', 'i@b.ru', null],
    ['', 'c@d.ru', null],
    ['Петров, Пётр', 'p@b.ru', null],
    ['', 'e@f.ru', null],
    ['', 'g@h.ru', null],
  ])
})

test('what cannot be an address stays in the list with its reason', () => {
  expect(parseAddressList('Иван Петров; ivan@firma').map(({ text, problem }) => [text, problem])).toEqual([
    ['Иван Петров', 'space-inside'],
    ['ivan@firma', 'no-ending'],
  ])
  expect(parseAddressList('Петров, Пётр <p@b.ru>')).toEqual([
    { text: 'Петров, Пётр <p@b.ru>', name: 'Петров, Пётр', email: 'p@b.ru', problem: null },
  ])
  expect(parseAddressList(' ,;\n ')).toEqual([])
})

test('no-reply addresses are known by their local part', () => {
  expect(
    [
      'noreply@x.ru',
      'No-Reply@x.ru',
      'donotreply@x.ru',
      'mailer-daemon@x.ru',
      'bounce-123@x.ru',
      'bounces+a=b@x.ru',
      'notifications@x.ru',
    ].every(isMachineAddress),
  ).toBe(true)
  expect(['reply@x.ru', 'ivan.noreply@x.ru', 'notary@x.ru'].some(isMachineAddress)).toBe(false)
})

test('pasted lines of another letter keep their fields, and what was hidden stays hidden', () => {
  const emails = (typed: string) => {
    const { here, cc, bcc } = parseAddressFields(typed)
    const [a, b, c] = [here, cc, bcc].map((list) => list.map(({ name, email }) => (name ? `${name} ${email}` : email)))
    return [a, b, c]
  }
  expect(emails('Bcc: x@y.ru')).toEqual([[], [], ['x@y.ru']])
  expect(emails('To: Anna <a@b.ru>\r\nCc: c@d.ru,\r\n e@f.ru\r\nBcc: g@h.ru')).toEqual([
    ['Anna a@b.ru'],
    ['c@d.ru', 'e@f.ru'],
    ['g@h.ru'],
  ])
  expect(emails('Кому: a@b.ru\nКопия: c@d.ru\nСкрытая копия: e@f.ru')).toEqual([['a@b.ru'], ['c@d.ru'], ['e@f.ru']])
  expect(emails('Анна Белова <a@b.ru>; c@d.ru')).toEqual([['Анна Белова a@b.ru', 'c@d.ru'], [], []])
})
