import type { Vocabulary } from '../domain/match.ts'
import type { Reader } from '../store/handle.ts'
import { wordsBeginning, wordsWithStem } from '../store/search-read.ts'

/** Beginnings of so few letters begin thousands of words. */
export const SHORT = 2
/** Of more words than these, asking for each takes longer than for their beginning. */
const NAMED = 100
/** Words with the beginning of a stem that are looked through for its forms: some 10 us each. */
const LOOKED_THROUGH = 2000

/** What the index of this connection knows of words; `prepareSearch` has run on it. */
export function vocabularyOf(db: Reader): Vocabulary {
  return {
    beginning: (text) => (text.length > SHORT ? wordsBeginning(db, text, NAMED) : null),
    forms: (word) => wordsWithStem(db, word, LOOKED_THROUGH),
  }
}
