import { stemOf } from '../../shared/text/stems.ts'
import type { Query, Word } from './query.ts'

const TEXT = '{subject people files text}'

/** The words of the index that begin so; null where there are too many to name. */
export type WordsBeginning = (text: string) => readonly string[] | null

/**
 * The FTS5 expression of a query over `subject people files text stems scope`. `scopes` are the marks of the mailboxes that
 * may be seen (`mb12`); with none of them the expression matches nothing. Filters that the index does not hold stay with SQL.
 * With `wordsBeginning` the beginning of a word is asked for as the words that it begins: those are walked down from the newest
 * letter, while FTS5 first joins all occurrences of a beginning, however few are wanted.
 */
export function matchExpression(
  query: Query,
  scopes: readonly string[],
  wordsBeginning: WordsBeginning = () => null,
): string {
  const parts = [
    ...query.words.map((one) => word(one, wordsBeginning)),
    ...query.phrases.map((phrase) => `${TEXT} : ${quoted(phrase)}`),
    ...[...query.from, ...query.to].map((person) => `people : ${quoted(person)}*`),
    ...query.subject.map((text) => inColumn('subject', text)),
    ...query.file.map((text) => inColumn('files', text)),
    `scope : (${(scopes.length > 0 ? scopes : ['nothing']).map(quoted).join(' OR ')})`,
  ]
  return parts.map((part) => `(${part})`).join(' AND ')
}

// The index keeps a stem only where it differs from the word, so a stem is looked for among the words as well.
function word({ text, isPrefix }: Word, wordsBeginning: WordsBeginning): string {
  const exact = `${TEXT} : ${isPrefix ? beginning(text, wordsBeginning) : quoted(text)}`
  return text.includes(' ') ? exact : `(${exact}) OR ({subject people files text stems} : ${quoted(stemOf(text))})`
}

function beginning(text: string, wordsBeginning: WordsBeginning): string {
  const begun = /^[\p{L}\p{N}]+$/u.test(text) ? wordsBeginning(text) : null
  return begun?.length ? `(${begun.map(quoted).join(' OR ')})` : `${quoted(text)}*`
}

// Stems of all columns share one, so within a single column the forms of a word are found as beginnings with its stem.
function inColumn(column: string, text: string): string {
  const exact = `${quoted(text)}*`
  const stem = text.includes(' ') ? text : stemOf(text)
  return `${column} : ${stem === text || stem.length < 3 ? exact : `(${exact} OR ${quoted(stem)}*)`}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
