import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { wholeSource } from '../../src/main/engine/letter-source.ts'
import { packBytes } from '../../src/main/mail/mime/pack.ts'
import { addBlob } from '../../src/main/store/blobs.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

test('while the copy of a large letter is read for the Sent folder, others have their turn', async () => {
  office = await openSendOffice()
  const source = randomBytes(8 * 1024 * 1024)
  const blob = office.store.write((tx) => addBlob(tx, packBytes(source), office.clock.now()))
  let turns = 0
  let timer = setImmediate(function turn() {
    turns++
    timer = setImmediate(turn)
  })
  const chunks = await wholeSource(office.store.reader, blob)
  clearImmediate(timer)
  expect(Buffer.concat(chunks).equals(source)).toBe(true)
  expect(chunks.length).toBeGreaterThan(20)
  expect(turns).toBeGreaterThanOrEqual(chunks.length - 1)
})
