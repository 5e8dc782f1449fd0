import type Database from 'better-sqlite3'

const LONGEST_WORDS = 200

/** SQLite's first finding in one line, of the hundred that a damaged file may have; null when the file is sound. */
export function damageOf(db: Database.Database): string | null {
  const words = String(db.pragma('integrity_check(1)', { simple: true }))
  return words === 'ok' ? null : inOneLine(words)
}

/** The headings `*** in database main ***` tell a person nothing. */
export function inOneLine(words: string): string {
  const line = findings(words)[0] ?? words
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line
}

export function findings(words: string): string[] {
  return words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('***'))
}
