import { expect, test } from 'vitest'
import { DotReader } from './dots.ts'

function read(text: string, cuts: number): { letter: string; rest: string | null } {
  const reader = new DotReader()
  const all = Buffer.from(text, 'latin1')
  let letter = ''
  for (let at = 0; at < all.length; at += cuts) {
    const { bytes, isEnd, rest } = reader.push(all.subarray(at, at + cuts))
    letter += Buffer.concat(bytes).toString('latin1')
    if (isEnd) return { letter, rest: rest.toString('latin1') + all.subarray(at + cuts).toString('latin1') }
  }
  return { letter, rest: null }
}

const SENT = 'From: a@b.example\r\n\r\n..dots\r\n...\r\nend.\r\n.\r\n+OK next\r\n'

test('a letter whose lines begin with dots arrives as it was, however the line cuts it into pieces', () => {
  for (let cuts = 1; cuts <= SENT.length; cuts++)
    expect(read(SENT, cuts)).toEqual({
      letter: 'From: a@b.example\r\n\r\n.dots\r\n..\r\nend.\r\n',
      rest: '+OK next\r\n',
    })
})

test('an empty letter ends at once', () => {
  for (let cuts = 1; cuts <= 3; cuts++) expect(read('.\r\n', cuts)).toEqual({ letter: '', rest: '' })
})

test('a letter that is not ended has no end', () => {
  expect(read('half of a letter\r\n', 4).rest).toBeNull()
  expect(read('a dot at the end of a line.\r\n', 4).rest).toBeNull()
})

test('bare line feeds and carriage returns stay as they are', () => {
  for (let cuts = 1; cuts <= 12; cuts++)
    expect(read('a\nb\r\rc\r\n.\r\n', cuts)).toEqual({ letter: 'a\nb\r\rc\r\n', rest: '' })
})
