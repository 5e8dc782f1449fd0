import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow'
import { HEAD_TEXT } from '../mime/head-text.ts'
import { Sweep } from '../mime/sweep.ts'
import type { Failure, KnownFolder } from '../types.ts'
import { internalAt } from './commands.ts'
import { TroubleError } from './failure.ts'
import { flagsOf } from './flags.ts'
import type { ParserLines } from './parser-lines.ts'
import type { RawLetter } from './protocol.ts'
import { uidRanges } from './ranges.ts'
import type { Session } from './session.ts'
import type { Window } from './window.ts'

// A server may read a letter from its start for every piece (Dovecot does): few pieces, though bounded in memory.
const PIECE = 1024 * 1024
// A server that never ends a letter: beyond the largest limit that can be set (200 MB) it is not one.
const MAX_LARGE = 256 * 1024 * 1024
// Pieces of large letters, once they are handed on.
const sweep = new Sweep()

export interface Pull {
  id: number
  folder: KnownFolder
  uids: number[]
  /** Everything else that is asked of the line goes first. */
  isPatient: boolean
  window: Window
  lines: ParserLines
}
type Pulled = { ok: true; gone: number[] } | Failure

/** Whole letters in one FETCH per range line; each goes to a parser as soon as it is here. */
export function pullLetters(session: Session, pull: Pull): Promise<Pulled> {
  return session.inFolder(
    pull.folder,
    async (client, folder): Promise<Pulled> => {
      const missing = new Set(pull.uids)
      const sender = pull.lines.sender(pull.id, pull.window)
      for (const range of folder.exists > 0 ? uidRanges(pull.uids) : []) {
        for await (const letter of client.fetch(
          range,
          { uid: true, flags: true, internalDate: true, source: true },
          { uid: true },
        )) {
          if (!missing.has(letter.uid) || !letter.source) continue
          missing.delete(letter.uid)
          sender.add(rawLetter(letter, letter.source))
          if (pull.window.isFull) {
            sender.flush()
            await session.whileWaiting(pull.window.opens())
          }
        }
      }
      sender.end()
      return { ok: true, gone: await reallyGone(session, client, pull, [...missing]) }
    },
    pull.isPatient ? 'patient' : 'prompt',
    true,
  )
}

// Neither a letter that is there but came without its source nor one whose folder was taken from under us may pass for deleted.
async function reallyGone(session: Session, client: ImapFlow, pull: Pull, missing: number[]): Promise<number[]> {
  if (missing.length > 0) await session.openAnew(client, pull.folder)
  const gone = new Set(missing)
  for (const range of uidRanges(missing)) {
    for await (const letter of client.fetch(range, { uid: true, size: true }, { uid: true })) {
      if (gone.has(letter.uid)) throw new TroubleError('protocol', `FETCH without BODY[] for UID ${letter.uid}`)
    }
  }
  return missing
}

/**
 * One large letter in pieces of 1 MB (stored in cuts of 256 KB), until the server has no more, whatever size it told. A patient
 * one leaves the line to everything else between its pieces.
 */
export async function pullLarge(session: Session, pull: Pull): Promise<Pulled> {
  const uid = pull.uids[0] ?? 0
  const sender = pull.lines.sender(pull.id, pull.window)
  let offset = 0

  // Null while there is more of it.
  async function next(client: ImapFlow, folder: MailboxObject): Promise<Pulled | null> {
    const piece = folder.exists > 0 ? await fetchPiece(client, uid, offset) : null
    if (!piece) {
      const gone = await reallyGone(session, client, pull, [uid])
      if (offset === 0) return { ok: true, gone }
      throw new TroubleError('protocol', `letter ${uid} vanished while it was read`)
    }
    const source = piece.source ?? Buffer.alloc(0)
    // A server that ignores the partial range and sends everything would otherwise be read for ever.
    if (source.length > PIECE) throw new TroubleError('protocol', `asked for ${PIECE} bytes, got ${source.length}`)
    offset += source.length
    if (offset > MAX_LARGE) throw new TroubleError('protocol', `letter ${uid} has no end`)
    const isLast = source.length < PIECE
    sender.piece(rawLetter(piece, source), isLast)
    sweep.passed(source.length)
    return isLast ? { ok: true, gone: [] } : null
  }

  async function all(client: ImapFlow, folder: MailboxObject): Promise<Pulled> {
    for (;;) {
      const end = await next(client, folder)
      if (end) return end
      if (pull.window.isFull) await session.whileWaiting(pull.window.opens())
    }
  }

  if (!pull.isPatient) return session.inFolder(pull.folder, all, 'prompt', true)
  for (;;) {
    const end = await session.inFolder(pull.folder, next, 'last', true)
    if (end) return end
    await pull.window.opens()
  }
}

async function fetchPiece(client: ImapFlow, uid: number, start: number): Promise<FetchMessageObject | null> {
  let found: FetchMessageObject | null = null
  const query = { uid: true, flags: true, internalDate: true, size: true, source: { start, maxLength: PIECE } }
  for await (const letter of client.fetch(String(uid), query, { uid: true }))
    if (letter.uid === uid && letter.source) found = letter
  return found
}

/** Headers and the first 64 KB of a letter that stays on the server. */
export function pullHead(session: Session, pull: Pull): Promise<Pulled> {
  return session.inFolder(
    pull.folder,
    async (client, folder): Promise<Pulled> => {
      const uid = pull.uids[0] ?? 0
      let isThere = false
      const query = {
        uid: true,
        flags: true,
        internalDate: true,
        size: true,
        headers: true,
        bodyParts: [{ key: 'text', start: 0, maxLength: HEAD_TEXT }],
      }
      for await (const letter of folder.exists > 0 ? client.fetch(String(uid), query, { uid: true }) : []) {
        if (letter.uid !== uid) continue
        isThere = true
        const text = letter.bodyParts?.get('text') ?? Buffer.alloc(0)
        pull.lines.sender(pull.id, pull.window).head({
          ...rawLetter(letter, Buffer.concat([letter.headers ?? Buffer.alloc(0), text])),
          size: letter.size ?? 0,
        })
      }
      return { ok: true, gone: isThere ? [] : await reallyGone(session, client, pull, [uid]) }
    },
    'prompt',
    true,
  )
}

function rawLetter(letter: FetchMessageObject, source: Buffer): RawLetter {
  return {
    uid: letter.uid,
    flags: flagsOf(letter),
    internalAt: internalAt(letter),
    size: letter.size ?? source.length,
    source: ownBytes(source),
  }
}

// Only a buffer of its own can be handed over without a copy.
function ownBytes(source: Buffer): Uint8Array {
  if (source.byteLength === source.buffer.byteLength && source.buffer instanceof ArrayBuffer)
    return new Uint8Array(source.buffer)
  return Uint8Array.from(source)
}
