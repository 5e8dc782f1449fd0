import type { Query, Word } from './query.ts'

const TEXT = '{subject people files text}'
/** A word of several parts in more forms than these is asked for as it stands. */
const MOST_PHRASES = 300

/** The words that the index holds. */
export interface Vocabulary {
  /** Those that begin so; null where there are too many to name. */
  beginning(text: string): readonly string[] | null
  /** The forms of a word, itself not among them. */
  forms(word: string): readonly string[]
}

const UNKNOWN: Vocabulary = { beginning: () => null, forms: () => [] }

/**
 * The FTS5 expression of a query over `subject people files text scope`. `scopes` are the marks of the mailboxes that may be seen
 * (`mb12`); with none of them the expression matches nothing. Filters that the index does not hold stay with SQL. The beginning of
 * a word is asked for as the words that it begins, and a word as its forms: those are walked down from the newest letter, while
 * FTS5 first joins all occurrences of a beginning, however few are wanted.
 */
export function matchExpression(query: Query, scopes: readonly string[], vocabulary = UNKNOWN): string {
  const parts = [
    ...query.words.map((word) => `${TEXT} : ${wordOf(word, vocabulary)}`),
    ...query.phrases.map((phrase) => `${TEXT} : ${quoted(phrase)}`),
    ...[...query.from, ...query.to].map((person) => `people : ${begun(person)}`),
    ...query.subject.map((text) => `subject : ${wordOf({ text, isPrefix: true }, vocabulary)}`),
    ...query.file.map((text) => `files : ${wordOf({ text, isPrefix: true }, vocabulary)}`),
    `scope : (${(scopes.length > 0 ? scopes : ['nothing']).map(quoted).join(' OR ')})`,
  ]
  return parts.map((part) => `(${part})`).join(' AND ')
}

// "счёт-фактура" is two words side by side, each in any of its forms.
function wordOf({ text, isPrefix }: Word, vocabulary: Vocabulary): string {
  const asked = new Set(isPrefix ? beginning(text, vocabulary) : [])
  for (const form of formsOf(text.split(' '), vocabulary)) asked.add(quoted(form))
  return `(${[...asked].join(' OR ')})`
}

function beginning(text: string, vocabulary: Vocabulary): string[] {
  const named = text.includes(' ') ? null : vocabulary.beginning(text)
  return named?.length ? named.map(quoted) : [begun(text)]
}

function formsOf(parts: string[], vocabulary: Vocabulary): string[] {
  const all = parts.map((part) => [part, ...vocabulary.forms(part)])
  const phrases = all.reduce((sum, forms) => sum * forms.length, 1)
  if (phrases > MOST_PHRASES) return [parts.join(' ')]
  return all.reduce((begun, forms) => begun.flatMap((text) => forms.map((form) => `${text} ${form}`.trim())), [''])
}

const begun = (text: string) => `${quoted(text)}*`

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
