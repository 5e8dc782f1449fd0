import { strikes } from './faults.ts'
import { bodyStructure, envelope } from './imap-describe.ts'
import { type Command, itemsOf, numberSet, type Token, textOf } from './imap-parser.ts'
import type { Selected, Session } from './imap-state.ts'
import { bytesOf, isStreamed, type LetterSource, slice } from './letter-source.ts'
import { type MimePart, parseHeaders, parseMime, partAt } from './mime-tree.ts'
import { headerText, type StoredLetter, setFlags } from './postbox.ts'

const MACROS: Record<string, string[]> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}

/** A piece of an answer: protocol text (latin1), or bytes of a letter as a literal of the announced length. */
type Piece = string | { size: number; chunks: Iterable<Uint8Array> }

export async function fetchLetters(session: Session, box: Selected, command: Command): Promise<string> {
  const [set, wanted, modifiers] = command.args
  const matches = numberSet(textOf(set), command.isUid ? lastUid(box) : box.view.length)
  if (!matches || !wanted) return 'BAD a set of letters and a list of items are wanted'
  const items = itemList(wanted, command.isUid)
  const since = changedSince(modifiers)
  if (since !== null || items.includes('MODSEQ')) session.isCondstore = true
  if (since !== null && !items.includes('MODSEQ')) items.push('MODSEQ')

  // The view may shrink while we wait for the line, so what to send is fixed first.
  const chosen = box.view.flatMap((letter, i) =>
    matches(command.isUid ? letter.uid : i + 1) ? [[i + 1, letter] as const] : [],
  )
  for (const [seq, letter] of chosen) {
    if (since !== null && letter.modseq <= since) continue
    const isRead = items.some((item) => /^BODY\[|^RFC822(\.TEXT)?$/.test(item))
    if (isRead && !box.isReadOnly && !letter.flags.has('\\Seen')) {
      setFlags(box.folder, letter, [...letter.flags, '\\Seen'], session)
      if (!items.includes('FLAGS')) items.push('FLAGS')
    }
    // Its flags are told right here; a second line of them would look like a second letter.
    if (items.includes('FLAGS'))
      box.untold = box.untold.filter((change) => change.is !== 'flagged' || change.letter !== letter)
    await answer(session, seq, letter, items)
  }
  return 'OK FETCH completed'
}

export function lastUid(box: Selected): number {
  return box.view.at(-1)?.uid ?? 0
}

function itemList(wanted: Token, isUid: boolean): string[] {
  const items = itemsOf(wanted).flatMap((token) => {
    const text = textOf(token)
    // Only the word is case-free; header names inside the brackets are compared later.
    return MACROS[text.toUpperCase()] ?? [text.toUpperCase()]
  })
  return isUid && !items.includes('UID') ? ['UID', ...items] : items
}

function changedSince(modifiers: Token | undefined): number | null {
  const words = itemsOf(modifiers).map(textOf)
  const at = words.findIndex((word) => word.toUpperCase() === 'CHANGEDSINCE')
  return at < 0 ? null : Number(words[at + 1])
}

async function answer(session: Session, seq: number, letter: StoredLetter, items: string[]): Promise<void> {
  const look = lookInto(letter)
  const pieces: Piece[] = [`* ${seq} FETCH (`]
  for (const [i, item] of items.entries()) {
    if (i > 0) pieces.push(' ')
    pieces.push(...itemPieces(session, letter, look, item))
  }
  pieces.push(')\r\n')
  await write(session, letter, pieces)
}

/** One letter while its answer is made: bytes and structure at most once, and only if asked for. */
function lookInto(letter: StoredLetter): { bytes(): Buffer; tree(): MimePart } {
  let bytes: Buffer | null = null
  let tree: MimePart | null = null
  const look = {
    bytes: () => (bytes ??= bytesOf(letter.source)),
    tree: () => (tree ??= parseMime(look.bytes())),
  }
  return look
}

function itemPieces(session: Session, letter: StoredLetter, look: ReturnType<typeof lookInto>, item: string): Piece[] {
  const size = letter.source.size
  switch (item) {
    case 'UID':
      return [`UID ${letter.uid}`]
    case 'FLAGS':
      return [`FLAGS (${[...letter.flags].join(' ')})`]
    case 'INTERNALDATE':
      return [`INTERNALDATE "${internalDate(letter.at)}"`]
    case 'RFC822.SIZE':
      return [`RFC822.SIZE ${session.world.faults.imap?.lieAboutSize?.(size()) ?? size()}`]
    case 'MODSEQ':
      return [`MODSEQ (${letter.modseq})`]
    case 'ENVELOPE':
      return [`ENVELOPE ${envelope(headerText(letter))}`]
    case 'BODY':
    case 'BODYSTRUCTURE':
      return [`${item} ${bodyStructure(look.tree(), look.bytes(), item === 'BODYSTRUCTURE')}`]
    case 'RFC822':
      return ['RFC822 ', ...whole(letter.source, look)]
    case 'RFC822.HEADER':
      return ['RFC822.HEADER ', ...literal(Buffer.from(headerText(letter), 'latin1'))]
    default:
      return section(letter, look, item)
  }
}

function section(letter: StoredLetter, look: ReturnType<typeof lookInto>, item: string): Piece[] {
  const asked = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/.exec(item)
  if (!asked) return [`${item} NIL`]
  const [, path = '', start, length] = asked
  const name = `BODY[${path}]${start === undefined ? '' : `<${start}>`} `
  if (path === '') {
    if (start === undefined) return [name, ...whole(letter.source, look)]
    const from = Number(start)
    const size = Math.max(0, Math.min(Number(length), letter.source.size() - from))
    return [name, { size, chunks: slice(letter.source, from, size) }]
  }
  const bytes = sectionBytes(letter, look, path)
  if (!bytes) return [`${name}NIL`]
  return [name, ...literal(start === undefined ? bytes : bytes.subarray(Number(start), Number(start) + Number(length)))]
}

function sectionBytes(letter: StoredLetter, look: ReturnType<typeof lookInto>, path: string): Buffer | null {
  const head = Buffer.from(headerText(letter), 'latin1')
  if (path === 'HEADER') return head
  if (path === 'TEXT') return look.bytes().subarray(head.length)
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^)]*)\)$/.exec(path)
  if (fields) return pickHeaders(headerText(letter), (fields[2] ?? '').replaceAll('"', '').split(' '), !fields[1])
  const part = /^(\d+(?:\.\d+)*)(?:\.(MIME|HEADER|TEXT))?$/.exec(path)
  const found = part?.[1] ? partAt(look.tree(), part[1]) : null
  if (!found) return null
  return part?.[2] === 'MIME'
    ? look.bytes().subarray(found.start, found.bodyStart)
    : look.bytes().subarray(found.bodyStart, found.end)
}

function pickHeaders(head: string, names: string[], isWanted: boolean): Buffer {
  const lines = head.match(/[^\r\n][^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n/g) ?? []
  const picked = lines.filter(
    (line) => names.includes([...parseHeaders(line).keys()][0]?.toUpperCase() ?? '') === isWanted,
  )
  return Buffer.from(`${picked.join('')}\r\n`, 'latin1')
}

function whole(source: LetterSource, look: ReturnType<typeof lookInto>): Piece[] {
  if (isStreamed(source)) return [{ size: source.size(), chunks: source.chunks() }]
  return literal(look.bytes())
}

const literal = (bytes: Buffer): Piece[] => [{ size: bytes.length, chunks: [bytes] }]

async function write(session: Session, letter: StoredLetter, pieces: Piece[]): Promise<void> {
  const cut = session.world.faults.imap?.cutLiteral
  let ready: Uint8Array[] = []
  let readyBytes = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      ready.push(Buffer.from(piece, 'latin1'))
      continue
    }
    ready.push(Buffer.from(`{${piece.size}}\r\n`))
    if (cut && (cut.uid === undefined || cut.uid === letter.uid) && piece.size > cut.afterBytes && strikes(cut)) {
      await session.write(
        Buffer.concat([...ready, ...[...piece.chunks].slice(0, 1).map((chunk) => chunk.subarray(0, cut.afterBytes))]),
      )
      session.cutOff()
      return
    }
    for (const chunk of piece.chunks) {
      ready.push(chunk)
      readyBytes += chunk.length
      if (readyBytes < 256 * 1024) continue
      await session.write(Buffer.concat(ready))
      ready = []
      readyBytes = 0
    }
  }
  await session.write(Buffer.concat(ready))
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function internalDate(at: number): string {
  const date = new Date(at)
  const day = String(date.getUTCDate()).padStart(2, ' ')
  return `${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`
}

/** `17-Jul-2026 02:44:25 +0300` or without the time; null when it is neither. */
export function parseImapDate(text: string): number | null {
  const match = /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})(?: (\d\d:\d\d:\d\d) ([+-]\d{4}))?$/.exec(text)
  if (!match) return null
  const at = Date.parse(`${match[1]} ${match[2]} ${match[3]} ${match[4] ?? '00:00:00'} ${match[5] ?? '+0000'}`)
  return Number.isNaN(at) ? null : at
}
