// What is searched for: words, phrases and people as they stand in the store itself, the same for every run on it.
import type { Reader } from '../../src/main/store/handle.ts'
import { fold } from '../../src/shared/text/fold.ts'

export interface SoughtWords {
  common: string[]
  rare: string[]
  beginnings: string[]
  phrases: string[]
  senders: string[]
}

const MANY = 30

export function wordsOf(db: Reader): SoughtWords {
  db.raw.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab('main', 'search', 'row')")
  const terms = (where: string) =>
    db
      .sql<{ term: string }>(
        `SELECT term FROM temp.terms WHERE length(term) > 4 AND term NOT GLOB '*[0-9]*' AND ${where} LIMIT ${MANY}`,
      )
      .all()
      .map((row) => row.term)
  const common = terms('doc > 0 ORDER BY doc DESC')
  const texts = db
    .sql<{ text: string }>(
      `SELECT text FROM message_bodies WHERE message_id % 97 = 0 AND length(text) > 400 LIMIT ${MANY}`,
    )
    .all()
  const senders = db.sql<{ email: string }>(`SELECT email FROM addresses ORDER BY id LIMIT ${MANY}`).all()
  return {
    common,
    rare: terms('doc BETWEEN 2 AND 4'),
    beginnings: common.map((word) => word.slice(0, 3)),
    phrases: texts.map(({ text }) => fold(text).split(' ').slice(10, 12).join(' ')),
    senders: senders.map(({ email }) => email.split('@')[0] ?? ''),
  }
}
