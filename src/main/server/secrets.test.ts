import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keyFrom, keyOfPhrase, phraseOf, secretBox } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'golub-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a password comes back with its key and with no other', () => {
  const key = keyFrom(join(folder, 'deep', 'key'))
  const sealed = secretBox(key).seal('пароль')
  expect(Buffer.from(sealed).includes('пароль')).toBe(false)
  expect(secretBox(key).open(sealed)).toBe('пароль')
  expect(secretBox(keyFrom(join(folder, 'other'))).open(sealed)).toBeNull()
  sealed[20] = (sealed[20] ?? 0) ^ 1
  expect(secretBox(key).open(sealed)).toBeNull()
  expect(secretBox(key).open(new Uint8Array(3))).toBeNull()
})

test('the key file is made once, for its owner only, and a damaged one is not replaced', () => {
  const file = join(folder, 'key')
  const key = keyFrom(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(keyFrom(file)).toEqual(key)
  writeFileSync(file, 'half')
  expect(() => keyFrom(file)).toThrow()
})

test('the recovery phrase gives the key again, however it is typed, and a wrong letter is noticed', () => {
  const key = keyFrom(join(folder, 'phrase'))
  const phrase = phraseOf(key)
  expect(phrase).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(keyOfPhrase(phrase)).toEqual(key)
  expect(keyOfPhrase(phrase.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o'))).toEqual(key)
  for (let at = 0; at < phrase.length; at++) {
    if (phrase[at] === '-') continue
    const wrong = phrase.slice(0, at) + (phrase[at] === '7' ? '8' : '7') + phrase.slice(at + 1)
    expect(keyOfPhrase(wrong)).toBeNull()
  }
  expect(keyOfPhrase('')).toBeNull()
})
