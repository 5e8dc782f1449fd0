import { TroubleError } from '../imap/failure.ts'
import type { Pull } from '../imap/pull.ts'
import type { Failure } from '../types.ts'
import { arrivedAt } from './arrival.ts'
import type { Pop3Session } from './session.ts'
import type { Pop3Wire } from './wire.ts'

// Sizes of POP3 are estimates, and some are lies: a letter that grows beyond this is left to the streamed way.
const MAX_SMALL = 4 * 1024 * 1024
const PIECE = 256 * 1024
const MAX_LARGE = 256 * 1024 * 1024
const HEAD_LINES = 1000
const HEAD_BYTES = 128 * 1024
// Answers on their way while one is read, where the server takes commands ahead.
const AHEAD = 8
/** So many broken lines at the same letter, and the others go on without it. */
const SUSPECT_FROM = 2

type Pulled = { ok: true; gone: number[] } | Failure

/** How often the line broke at a letter, by its name; lives longer than a connection. */
export type Suspects = Map<string, number>

/** Whole letters, newest first. A letter that is refused, or at which the line keeps breaking, is left out and not called gone. */
export function pullLetters(session: Pop3Session, pull: Pull, suspects: Suspects): Promise<Pulled> {
  return session.run(async ({ wire, capabilities }): Promise<Pulled> => {
    const sender = pull.lines.sender(pull.id, pull.window)
    const { there, gone } = sorted(session, pull.uids)
    const wanted = there.filter(({ key }) => (suspects.get(key) ?? 0) < SUSPECT_FROM)
    const ahead = capabilities.has('PIPELINING') ? AHEAD : 1
    let asked = 0
    for (const [n, { uid, key, size }] of wanted.entries()) {
      while (asked < wanted.length && asked < n + ahead) wire.send(`RETR ${wanted[asked++]?.number}`)
      const source = await read(wire).catch((error: unknown) => {
        // A line that we closed ourselves says nothing of the letter.
        if (!session.isClosed) suspects.set(key, (suspects.get(key) ?? 0) + 1)
        throw error
      })
      suspects.delete(key)
      if (source) {
        const internalAt = arrivedAt(source) ?? Date.now()
        sender.add({ uid, flags: session.flagsOf(uid), internalAt, size: source.length || size, source: own(source) })
      }
      if (pull.window.isFull) {
        sender.flush()
        await pull.window.opens()
      }
    }
    sender.end()
    return { ok: true, gone }
  })
}

function sorted(session: Pop3Session, uids: readonly number[]) {
  const there = uids.flatMap((uid) => session.letter(uid) ?? []).sort((a, b) => b.uid - a.uid)
  return { there, gone: uids.filter((uid) => !session.letter(uid)) }
}

async function read(wire: Pop3Wire): Promise<Buffer | null> {
  const answer = await wire.answer()
  return answer.ok ? await wholeBody(wire) : null
}

// Null when it is far larger than small letters are: it is read to its end, but not kept.
async function wholeBody(wire: Pop3Wire): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const piece of wire.body()) {
    size += piece.length
    if (size > MAX_LARGE) throw new TroubleError('protocol', 'a letter without an end')
    if (size > MAX_SMALL) parts.length = 0
    else parts.push(piece)
  }
  return size > MAX_SMALL ? null : Buffer.concat(parts)
}

/** One large letter in pieces, as the line brings it: the server waits while the store writes. */
export function pullLarge(session: Pop3Session, pull: Pull, suspects: Suspects): Promise<Pulled> {
  return session.run(async ({ wire }): Promise<Pulled> => {
    const uid = pull.uids[0] ?? 0
    const letter = session.letter(uid)
    if (!letter) return { ok: true, gone: [uid] }
    const sender = pull.lines.sender(pull.id, pull.window)
    const answer = await wire.ask(`RETR ${letter.number}`)
    if (!answer.ok) return { ok: false, trouble: 'protocol', serverWords: answer.words, certificate: null }
    let parts: Buffer[] = []
    let held = 0
    let size = 0
    let internalAt: number | null = null
    const flush = (isLast: boolean) => {
      const source = Buffer.concat(parts)
      internalAt ??= arrivedAt(source) ?? Date.now()
      sender.piece({ uid, flags: session.flagsOf(uid), internalAt, size: letter.size, source: own(source) }, isLast)
      parts = []
      held = 0
    }
    for await (const piece of wire.body()) {
      parts.push(piece)
      held += piece.length
      size += piece.length
      if (size > MAX_LARGE) throw new TroubleError('protocol', `letter ${uid} has no end`)
      if (held < PIECE) continue
      flush(false)
      if (pull.window.isFull) await pull.window.opens()
    }
    flush(true)
    suspects.delete(letter.key)
    return { ok: true, gone: [] }
  })
}

/** Headers and the first lines of a letter that stays on the server. */
export function pullHead(session: Pop3Session, pull: Pull): Promise<Pulled> {
  return session.run(async ({ wire, capabilities }): Promise<Pulled> => {
    const uid = pull.uids[0] ?? 0
    const letter = session.letter(uid)
    if (!letter) return { ok: true, gone: [uid] }
    let answer = await wire.ask(`TOP ${letter.number} ${HEAD_LINES}`)
    // TOP is optional; then the letter passes by and only its beginning is kept.
    if (!answer.ok && !capabilities.has('TOP')) answer = await wire.ask(`RETR ${letter.number}`)
    if (!answer.ok) return { ok: false, trouble: 'protocol', serverWords: answer.words, certificate: null }
    const parts: Buffer[] = []
    let size = 0
    for await (const piece of wire.body()) {
      if (size < HEAD_BYTES) parts.push(piece)
      size += piece.length
      if (size > MAX_LARGE) throw new TroubleError('protocol', `letter ${uid} has no end`)
    }
    const source = Buffer.concat(parts).subarray(0, HEAD_BYTES)
    const internalAt = arrivedAt(source) ?? Date.now()
    pull.lines
      .sender(pull.id, pull.window)
      .head({ uid, flags: session.flagsOf(uid), internalAt, size: letter.size, source: own(source) })
    return { ok: true, gone: [] }
  })
}

// Only a buffer of its own can be handed over to another thread.
const own = (source: Buffer): Uint8Array => Uint8Array.from(source)
