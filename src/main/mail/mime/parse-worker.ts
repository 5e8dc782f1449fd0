import { setPriority } from 'node:os'
import { type MessagePort, parentPort } from 'node:worker_threads'
import type { FromParser, RawLetter, ToParser } from '../imap/protocol.ts'
import type { PulledLetter } from '../types.ts'
import { LargeLetter } from './large.ts'
import { parseHead, parseLetter } from './parse.ts'
import { bytesOf, parsed } from './parsed.ts'
import { Sweep } from './sweep.ts'

const BATCH_LETTERS = 25
const BATCH_BYTES = 1024 * 1024
// A lone new letter must not wait for company.
const BATCH_MS = 20
const GENTLE = 5

const port = parentPort
if (!port) throw new Error('the parse worker runs in a thread of its own')
// Whoever waits for a page is served before letters that nobody waits for yet. On Linux this is said of this thread alone.
if (process.platform === 'linux') setPriority(GENTLE)

const batches = new Map<number, { letters: PulledLetter[]; bytes: number; timer: NodeJS.Timeout }>()
const large = new Map<number, LargeLetter>()
const sweep = new Sweep()

function say(message: FromParser, transfer: Uint8Array[] = []): void {
  port?.postMessage(
    message,
    transfer.map((bytes) => bytes.buffer as ArrayBuffer),
  )
}

function flush(pull: number): void {
  const batch = batches.get(pull)
  if (!batch) return
  clearTimeout(batch.timer)
  batches.delete(pull)
  const transfer = batch.letters.flatMap(({ letter, packed }) => [...(packed?.chunks ?? []), ...bytesOf(letter)])
  say({ is: 'batch', pull, batch: batch.letters, bytes: batch.bytes }, transfer)
}

function add(pull: number, pulled: PulledLetter, bytes: number): void {
  let batch = batches.get(pull)
  if (!batch) {
    batch = { letters: [], bytes: 0, timer: setTimeout(() => flush(pull), BATCH_MS) }
    batches.set(pull, batch)
  }
  batch.letters.push(pulled)
  batch.bytes += bytes
  if (batch.letters.length >= BATCH_LETTERS || batch.bytes >= BATCH_BYTES) flush(pull)
}

function read(pull: number, raw: RawLetter, kind: 'letters' | 'head'): void {
  const { uid, flags, internalAt, size, source } = raw
  const { letter, packed } = kind === 'head' ? parseHead(source) : parseLetter(source)
  add(pull, { uid, flags, internalAt, size, letter: parsed(letter), packed, uploadId: null }, source.length)
}

function readPiece(message: Extract<ToParser, { is: 'piece' }>): void {
  const { pull, letter: raw, isLast } = message
  let letter = large.get(pull)
  if (!letter) {
    letter = new LargeLetter(
      (n, data, rawSize) => say({ is: 'chunk', pull, n, data, rawSize }, [data]),
      message.charset,
    )
    large.set(pull, letter)
  }
  letter.push(raw.source)
  sweep.passed(raw.source.length)
  if (!isLast) return
  large.delete(pull)
  const done = letter.end()
  const whole = parsed(done.letter)
  const { uid, flags, internalAt } = raw
  say(
    {
      is: 'large',
      pull,
      pulled: { uid, flags, internalAt, size: done.size, letter: whole },
      sha256: done.sha256,
      size: done.size,
    },
    bytesOf(whole),
  )
}

function listen(line: MessagePort): void {
  line.on('message', (message: ToParser) => {
    if (message.is === 'letters') for (const raw of message.letters) read(message.pull, raw, message.kind)
    else if (message.is === 'piece') readPiece(message)
    else if (message.is === 'all') flush(message.pull)
    else if (message.is === 'drop') large.delete(message.pull)
    if (message.is === 'letters') line.postMessage(message.letters.reduce((sum, raw) => sum + raw.source.length, 0))
    else if (message.is === 'piece') line.postMessage(message.letter.source.length)
  })
}

port.on('message', (message: ToParser) => {
  if (message.is === 'line') listen(message.port)
  else if (message.is === 'piece') readPiece(message)
  else if (message.is === 'drop') large.delete(message.pull)
  else if (message.is === 'parse') {
    const { letter: plain, packed } = parseLetter(message.source)
    const letter = parsed(plain)
    say({ is: 'parsed', id: message.id, letter, packed }, [...packed.chunks, ...bytesOf(letter)])
  }
})
