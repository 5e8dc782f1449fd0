import { expect, test } from 'vitest'
import { passwordToSend, shapeOf } from './password-shape.ts'

test('a pasted app password is known by its sixteen letters, and its spaces are taken out', () => {
  expect(shapeOf('yandex', 'kqzv pdtr mwxa ehjn')).toEqual({ is: 'app', letters: 16, allLetters: true })
  expect(passwordToSend('yandex', ' kqzv pdtr mwxa ehjn ')).toBe('kqzvpdtrmwxaehjn')
  expect(shapeOf('mailru', 'a8Kd02hfQmXw71bncZ3v').is).toBe('app')
})

test('hyphens of an Apple password stay in it', () => {
  expect(shapeOf('icloud', 'abcd-efgh-ijkl-mnop').is).toBe('app')
  expect(passwordToSend('icloud', 'abcd-efgh-ijkl-mnop')).toBe('abcd-efgh-ijkl-mnop')
})

test('an ordinary password is recognised before any attempt and is never changed', () => {
  expect(shapeOf('gmail', 'Lampa 2024!').is).toBe('ordinary')
  expect(passwordToSend('gmail', 'Lampa 2024!')).toBe('Lampa 2024!')
  expect(shapeOf('yandex', 'ысым пароль')).toEqual({ is: 'cyrillic' })
  expect(shapeOf('yandex', 'kqzv pdtr')).toEqual({ is: 'short', signs: 8, want: 16 })
})

test('a mailbox of an own server takes any password as it is', () => {
  expect(shapeOf('other', 'с пробелом')).toEqual({ is: 'any' })
  expect(passwordToSend('rambler', 'a b')).toBe('a b')
})
