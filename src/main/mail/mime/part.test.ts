import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { shownHeaders } from './headers.ts'
import { attachmentBytes, bodyOf, type Which } from './part.ts'

const sample = (name: string) => readFileSync(new URL(`../../../../tests/mails/${name}.eml`, import.meta.url))

function* inPieces(source: Buffer, size: number) {
  for (let from = 0; from < source.length; from += size) yield source.subarray(from, from + size)
}

async function bytesOf(name: string, which: Which, size = 100): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of attachmentBytes(inPieces(sample(name), size), which)) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

test('an attachment is had by its place, however the source is cut', async () => {
  for (const size of [1, 13, 100_000]) {
    expect(await bytesOf('files', { n: 0 }, size)).toBe('%PDF-1.4\n')
    expect(await bytesOf('files', { n: 2 }, size)).toBe('notes')
    expect(await bytesOf('files', { n: 6 }, size)).toContain('inner text')
    expect(await bytesOf('files', { n: 9 }, size)).toBe('')
  }
})

test('a picture of the text is had by its content id', async () => {
  expect(await bytesOf('reply-outlook', { contentId: 'image001.png@01DB2C' })).toMatch(/^\x89PNG/)
})

test('the HTML of a letter is had again from its source', async () => {
  expect((await bodyOf([sample('reply-outlook')])).html).toContain('платёжку')
})

test('a letter can be read in another encoding than it says', async () => {
  expect((await bodyOf([sample('order-windows-1251')], 'koi8-r')).text).not.toContain('Добрый день')
  expect((await bodyOf([sample('order-windows-1251')], 'cp1251')).text).toContain('Добрый день')
})

test('the header lines are shown as they were written, in readable letters', () => {
  const headers = shownHeaders(sample('order-windows-1251'))
  expect(headers[0]).toEqual({ name: 'Return-Path', value: '<olga@stroymir.example>' })
  expect(headers.find((line) => line.name === 'Subject')?.value).toBe('Заказ цемента на среду, № 17')
})
