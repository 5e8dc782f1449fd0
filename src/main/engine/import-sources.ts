// Files that hold letters: .eml, mbox, Maildir. Letters come out one by one; an mbox is read as a stream.
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface FoundLetter {
  source: Buffer
  /** Arrival as the file tells it (mbox separator, file time), UTC ms. */
  arrivedAt: number
  flags: string[]
  from: string
}

/**
 * All letters of files and folders, in the order of their names; `passOver` is told of files that hold none. Throws what the
 * file system throws, with the path.
 */
export async function* lettersIn(
  paths: readonly string[],
  passOver: (path: string) => void,
): AsyncGenerator<FoundLetter> {
  for (const path of paths) yield* lettersAt(path, passOver)
}

async function* lettersAt(path: string, passOver: (path: string) => void): AsyncGenerator<FoundLetter> {
  const found = await stat(path)
  if (found.isDirectory()) {
    yield* lettersOfFolder(path, passOver)
    return
  }
  if (!found.isFile()) return
  const kind = await kindOf(path)
  if (kind === 'mbox') yield* lettersOfMbox(path)
  else if (found.size === 0 || (kind === 'other' && !isLetterName(basename(path)))) passOver(path)
  else
    yield {
      source: await readFile(path),
      arrivedAt: maildirTime(path) ?? Math.trunc(found.mtimeMs),
      flags: maildirFlags(path),
      from: path,
    }
}

// A Maildir keeps letters in cur and new, and further Maildirs in folders that begin with a dot; the rest of it is the server's
// own. In any other folder every file is looked into.
async function* lettersOfFolder(path: string, passOver: (path: string) => void): AsyncGenerator<FoundLetter> {
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const isMaildir = entries.some((entry) => entry.isDirectory() && entry.name === 'cur')
  for (const entry of entries) {
    const inside = join(path, entry.name)
    // A link may lead in a circle or nowhere; a folder is taken as it lies.
    if (entry.isSymbolicLink()) {
      passOver(inside)
      continue
    }
    if (entry.isDirectory()) {
      if (
        isMaildir
          ? entry.name === 'cur' || entry.name === 'new' || entry.name.startsWith('.')
          : !entry.name.startsWith('.')
      )
        yield* lettersAt(inside, passOver)
    } else if (!isMaildir && !entry.name.startsWith('.')) yield* lettersAt(inside, passOver)
  }
}

// ".eml", and the names that Maildirs give: "1700000000.M1P2.host:2,S" (";" or "!" for ":" on Windows).
function isLetterName(name: string): boolean {
  return /\.eml$/i.test(name) || /^\d+\.[^.]/.test(name)
}

/** By its first lines: an mbox begins with a separator, a letter with a header field (after a stray "From " at most). */
async function kindOf(path: string): Promise<'mbox' | 'letter' | 'other'> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, 0)
    const [first = '', second = ''] = buffer.toString('latin1', 0, bytesRead).replace(/^\s+/, '').split(/\r?\n/, 2)
    if (SEPARATOR.test(first)) return 'mbox'
    return FIELD.test(/^>?From /.test(first) ? second : first) ? 'letter' : 'other'
  } finally {
    await file.close()
  }
}

const LF = 0x0a

// Writers forget to quote: a line of the text that begins with "From " carries no time of day.
const SEPARATOR = /^From .*\b\d{1,2}:\d{2}\b/
const FIELD = /^[!-9;-~]{1,76}[ \t]*:/

// RFC 4155; "mboxrd" quoting (">From " with any number of >) is undone, as every current writer makes it.
async function* lettersOfMbox(path: string): AsyncGenerator<FoundLetter> {
  let lines: Buffer[] = []
  let separator: string | null = null
  let isBlankBefore = true
  const letter = (): FoundLetter | null => {
    if (separator === null || !lines.length) return null
    if (lines.at(-1)!.equals(Buffer.from('\n')) || lines.at(-1)!.equals(Buffer.from('\r\n'))) lines.pop()
    return {
      source: Buffer.concat(lines),
      arrivedAt: Date.parse(separator.replace(/^From \S*\s*/, '')) || 0,
      flags: ['\\Seen'],
      from: path,
    }
  }
  for await (const line of linesOf(path)) {
    if (isBlankBefore && line.length < 500 && SEPARATOR.test(line.toString('latin1'))) {
      const done = letter()
      if (done) yield done
      separator = line.toString('latin1').trim()
      lines = []
      isBlankBefore = false
      continue
    }
    lines.push(/^>+From /.test(line.subarray(0, 40).toString('latin1')) ? line.subarray(1) : line)
    isBlankBefore = line.toString('latin1').trim() === ''
  }
  const last = letter()
  if (last) yield last
}

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(LF, from); at >= 0; at = chunk.indexOf(LF, from)) {
      rest.push(chunk.subarray(from, at + 1))
      yield rest.length === 1 ? rest[0]! : Buffer.concat(rest)
      rest = []
      from = at + 1
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)))
  }
  if (rest.length) yield Buffer.concat(rest)
}

// The name of a letter in a Maildir begins with the second of its arrival.
function maildirTime(path: string): number | null {
  const seconds = /^(\d{9,10})\.[^.]/.exec(basename(path))?.[1]
  return seconds === undefined ? null : Number(seconds) * 1000
}

// Maildir keeps its flags in the name: "…:2,FRS".
function maildirFlags(path: string): string[] {
  const info = /[:;!]2,([A-Z]*)$/.exec(basename(path))?.[1]
  if (info === undefined) return ['\\Seen']
  const names: Record<string, string> = { S: '\\Seen', R: '\\Answered', F: '\\Flagged', T: '\\Deleted', D: '\\Draft' }
  return [...info].flatMap((letter) => names[letter] ?? [])
}
