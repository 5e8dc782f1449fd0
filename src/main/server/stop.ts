import type { Sentence } from './words.ts'

/** Exit codes of the command line; scripts may rely on them. */
export const EXIT = { failed: 1, usage: 2, locked: 3, newer: 4, damaged: 5, diskFull: 6, portInUse: 7 } as const

/** Ends a command with one sentence for the person: what happened, why, what to do. */
export class Stop extends Error {
  readonly sentence: Sentence
  readonly params: Record<string, string | number>
  readonly exitCode: number

  constructor(sentence: Sentence, params: Record<string, string | number> = {}, exitCode: number = EXIT.failed) {
    super(sentence)
    this.name = 'Stop'
    this.sentence = sentence
    this.params = params
    this.exitCode = exitCode
  }
}

/** Faults of the system that have a sentence of their own, else null. `file`: what was worked on, where the fault does not say. */
export function stopOf(error: unknown, file = ''): Stop | null {
  if (error instanceof Stop) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const path = error instanceof Error && 'path' in error ? String(error.path) : file
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new Stop('disk-full', {}, EXIT.diskFull)
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return new Stop('file-damaged', { file: path, words: code }, EXIT.damaged)
  if (code === 'EACCES' || code === 'EPERM' || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY')
    return new Stop('no-access', { path })
  if (code === 'EROFS') return new Stop('disk-read-only', { path })
  if (code === 'ENOENT') return new Stop('no-file', { path })
  return null
}
