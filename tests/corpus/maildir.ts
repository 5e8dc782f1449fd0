import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CorpusOptions, corpus, type Truth } from './corpus.ts'

export interface WrittenCorpus {
  folder: string
  letters: (Truth & { file: string })[]
  bytes: number
}

/** Writes a corpus as a Maildir with `manifest.jsonl`, the truth about each letter, beside `cur`. */
export async function writeMaildir(folder: string, options: CorpusOptions): Promise<WrittenCorpus> {
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(folder, part), { recursive: true })
  const manifest = createWriteStream(join(folder, 'manifest.jsonl'))
  const written: WrittenCorpus = { folder, letters: [], bytes: 0 }
  for (const { source, at, flags, truth } of corpus(options)) {
    const info = `${flags.includes('\\Flagged') ? 'F' : ''}${flags.includes('\\Seen') ? 'S' : ''}`
    const file = `${Math.floor(at / 1000)}.M${String(truth.no).padStart(7, '0')}.corpus:2,${info}`
    writeFileSync(join(folder, 'cur', file), source)
    manifest.write(`${JSON.stringify({ ...truth, file })}\n`)
    written.letters.push({ ...truth, file })
    written.bytes += source.length
  }
  await new Promise<void>((resolve, reject) => manifest.on('error', reject).end(resolve))
  return written
}
