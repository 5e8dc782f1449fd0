import { expect, test } from 'vitest'
import { type SuspectLetter, warningsOf } from './warnings.ts'

const honest: SuspectLetter = {
  direction: 'in',
  from: { name: 'Анна', email: 'anna@mail.x.ru' },
  replyTo: null,
  authResults: '',
  hasTwin: false,
  isAutomatic: false,
}
const kinds = (over: Partial<SuspectLetter>) => warningsOf({ ...honest, ...over }).map((warning) => warning.kind)

test('an honest letter gets no warning', () => {
  expect(
    warningsOf({
      ...honest,
      replyTo: { email: 'anna@x.ru' },
      authResults: 'mx.ru; spf=pass smtp.mailfrom=x.ru; dkim=pass header.d=x.ru; dmarc=pass',
    }),
  ).toEqual([])
  expect(kinds({ from: { name: 'anna@MAIL.x.ru', email: 'anna@mail.x.ru' } })).toEqual([])
})

test('a name that shows another address than the real one is named with both', () => {
  expect(warningsOf({ ...honest, from: { name: 'Банк <help@bank.ru>', email: 'evil@bad.ru' } })).toEqual([
    { kind: 'name-looks-like-address', shown: 'help@bank.ru', real: 'evil@bad.ru' },
  ])
})

test('an answer that would go to another organisation is told', () => {
  expect(kinds({ replyTo: { email: 'anna@gmail.com' } })).toEqual(['reply-to-elsewhere'])
  expect(kinds({ replyTo: { email: 'list@service.com' }, isAutomatic: true })).toEqual([])
  expect(kinds({ from: { name: '', email: 'a@one.msk.ru' }, replyTo: { email: 'a@two.msk.ru' } })).toEqual([
    'reply-to-elsewhere',
  ])
})

test('failed checks of our server are told, a forward that only broke SPF is not', () => {
  expect(
    warningsOf({
      ...honest,
      authResults: 'mx; spf=softfail (not allowed; really) smtp.mailfrom=x; dkim=none; dmarc=fail',
    }),
  ).toEqual([
    {
      kind: 'authentication-failed',
      checks: [
        { name: 'spf', passed: false },
        { name: 'dmarc', passed: false },
      ],
    },
  ])
  expect(kinds({ authResults: 'mx; spf=fail; dkim=fail header.d=a; dkim=pass header.d=b' })).toEqual([])
  expect(kinds({ authResults: 'mx; dkim=fail' })).toEqual(['authentication-failed'])
  expect(kinds({ authResults: 'mx; spf=none; dkim=none' })).toEqual([])
})

test('our own letters are only checked for a twin', () => {
  expect(kinds({ direction: 'out', hasTwin: true, replyTo: { email: 'x@y.com' } })).toEqual(['same-id-other-content'])
})
