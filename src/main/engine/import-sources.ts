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

/** All letters of files and folders, in the order of their names. Throws what the file system throws, with the path. */
export async function* lettersIn(paths: readonly string[]): AsyncGenerator<FoundLetter> {
  for (const path of paths) yield* lettersAt(path)
}

async function* lettersAt(path: string): AsyncGenerator<FoundLetter> {
  const found = await stat(path)
  if (found.isDirectory()) {
    const names = (await readdir(path)).sort()
    for (const name of names) if (name !== 'tmp' && !name.startsWith('.')) yield* lettersAt(join(path, name))
    return
  }
  if (!found.isFile() || found.size === 0) return
  if (await isMbox(path)) yield* lettersOfMbox(path)
  else yield { source: await readFile(path), arrivedAt: Math.trunc(found.mtimeMs), flags: maildirFlags(path), from: path }
}

async function isMbox(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0)
    return bytesRead === 5 && buffer.toString('latin1') === 'From '
  } finally {
    await file.close()
  }
}

const LF = 0x0a

// RFC 4155; "mboxrd" quoting (">From " with any number of >) is undone, as every current writer makes it.
async function* lettersOfMbox(path: string): AsyncGenerator<FoundLetter> {
  let lines: Buffer[] = []
  let separator: string | null = null
  let isBlankBefore = true
  const letter = (): FoundLetter | null => {
    if (separator === null || !lines.length) return null
    if (lines.at(-1)!.equals(Buffer.from('\n')) || lines.at(-1)!.equals(Buffer.from('\r\n'))) lines.pop()
    return { source: Buffer.concat(lines), arrivedAt: Date.parse(separator.replace(/^From \S*\s*/, '')) || 0, flags: ['\\Seen'], from: path }
  }
  for await (const line of linesOf(path)) {
    if (isBlankBefore && line.subarray(0, 5).toString('latin1') === 'From ') {
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

// Maildir keeps its flags in the name: "…:2,FRS".
function maildirFlags(path: string): string[] {
  const info = /[:;!]2,([A-Z]*)$/.exec(basename(path))?.[1]
  if (info === undefined) return ['\\Seen']
  const names: Record<string, string> = { S: '\\Seen', R: '\\Answered', F: '\\Flagged', T: '\\Deleted', D: '\\Draft' }
  return [...info].flatMap((letter) => names[letter] ?? [])
}
