import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { check } from './check.ts'
import { controlPath } from './control.ts'
import { asPage, type Page, TestOffice } from './host-rig.ts'
import { importFiles } from './import.ts'
import { lockFolder } from './lock.ts'
import { logFileOf } from './log.ts'
import { perform } from './perform.ts'
import { userAdd } from './user-add.ts'

let office: TestOffice
let irina: Page
const still = () => undefined

beforeEach(async () => {
  office = await TestOffice.start()
  irina = await office.firstAdmin()
})
afterEach(() => office.end())

const door = () => createConnection(controlPath(office.place.folder)).on('error', still)
const works = async () => (await office.get('/api/v1/status', asPage(irina))).status
const log = () => readFileSync(logFileOf(office.place.folder), 'utf8')
const stored = () => check(office.place, true).messages
const wanted = (path: string) => ({ mailbox: 'a@sever.example', user: null, paths: [path] })
const order = (path: string) => `${JSON.stringify({ command: 'import', input: wanted(path) })}\n`

/** Says this at the control socket, waits until it is closed, and answers with what was said back. */
async function saidBack(words: string): Promise<string> {
  const socket = door()
  let said = ''
  socket.on('data', (part) => (said += part))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(words)
  await closed
  return said
}

function mbox(count: number): string {
  const file = join(office.folder, 'big.mbox')
  const letters = Array.from({ length: count }, (_, n) =>
    [
      'From - Mon Jan 08 06:00:00 2024',
      `From: Client <client${n}@shop.example>`,
      'To: a@sever.example',
      `Message-ID: <${n}@shop.example>`,
      `Date: ${new Date(Date.UTC(2026, 0, 1, n)).toUTCString()}`,
      `Subject: Order ${n}`,
      '',
      'Lamps.',
      '',
      '',
    ].join('\n'),
  )
  writeFileSync(file, letters.join(''))
  return file
}

test.each([
  ['words', 'garbage\n'],
  ['no command', 'null\n'],
  ['a list', '[]\n'],
  ['a command that is no word', '{"command":{"toString":1}}\n'],
  ['a line without an end', `"${'secret '.repeat(5_000_000)}`],
])('the program goes on when %s is said at its control socket', async (_, words) => {
  expect(await saidBack(words)).toBe('')
  expect(await works()).toBe(200)
  expect(log()).toContain('control socket')
  expect(log()).not.toMatch(/garbage|secret|toString/)
})

test('the program goes on when somebody leaves in the middle of a line', async () => {
  for (const words of ['{"command":"imp', 'garbage', '']) {
    const socket = door()
    await new Promise((resolve) => socket.once('connect', resolve))
    await new Promise((resolve) => socket.write(words, resolve))
    socket.end()
    await new Promise((resolve) => socket.once('close', resolve))
  }
  expect(await works()).toBe(200)
})

test('an import that is broken off stops, keeps what came, and is completed by the next one', async () => {
  const file = mbox(1200)
  const socket = door()
  socket.write(order(file))
  await new Promise((resolve) => socket.once('data', resolve))
  // Gone with answers unread, as a command that is killed.
  socket.pause()
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.destroy()
  await vi.waitFor(() => expect(log()).toContain('broken off'), { timeout: 20_000 })
  expect(await works()).toBe(200)
  const kept = stored()
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(1200)
  expect(await perform(office.place, importFiles, wanted(file), still)).toMatchObject({
    added: 1200 - kept,
    known: kept,
  })
  expect(check(office.place, true)).toMatchObject({ messages: 1200, faults: [] })
})

test('a program that is told to stop during an import stops, and the command says what to do', async () => {
  const file = mbox(1200)
  let ask: () => void = still
  const begun = new Promise<void>((resolve) => (ask = resolve))
  const importing = perform(office.place, importFiles, wanted(file), () => ask())
  await Promise.all([
    expect(importing).rejects.toMatchObject({ sentence: 'import-ended' }),
    begun.then(() => office.host.close()),
  ])
  expect(stored()).toBeLessThan(1200)
  await office.open()
  expect(await perform(office.place, importFiles, wanted(file), still)).toMatchObject({ read: 1200 })
  expect(stored()).toBe(1200)
})

test('somebody who stands silent at the control socket does not keep the program from stopping', async () => {
  const silent = door()
  await new Promise((resolve) => silent.once('connect', resolve))
  await office.host.close()
  await office.open()
  expect(await works()).toBe(200)
})

test.each([
  ['at once', (socket: Socket) => socket.destroy()],
  ['in the middle of a word', (socket: Socket) => socket.write('{"is":"prog', () => socket.destroy())],
  ['after nonsense', (socket: Socket) => socket.write('nonsense\n')],
  ['after a first answer', (socket: Socket) => socket.write('{"is":"progress"}\n', () => socket.destroy())],
])('the command says so when the program ends under it, %s', async (_, dying) => {
  const folder = join(office.folder, 'other')
  const place = { ...office.place, folder, file: join(folder, 'golub.sqlite') }
  // A door that answers like this is made by hand: ours does not.
  mkdirSync(folder)
  const lock = lockFolder(folder, Date.now())
  const server = createServer((socket) => {
    socket.on('error', still)
    createInterface({ input: socket })
      .on('error', still)
      .once('line', () => dying(socket))
  })
  await new Promise<void>((resolve) => server.listen(controlPath(folder), resolve))
  await expect(perform(place, importFiles, wanted('/none'), still)).rejects.toMatchObject({ sentence: 'import-ended' })
  const anybody = { name: 'П', email: 'p@a.example', role: 'manager', password: 'десять знаков' } as const
  await expect(perform(place, userAdd, anybody, still)).rejects.toMatchObject({ sentence: 'program-ended' })
  await new Promise((resolve) => server.close(resolve))
  if (lock.ok) lock.release()
  rmSync(folder, { recursive: true, force: true })
})
