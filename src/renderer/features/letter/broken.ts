// What the box above a letter that was not read whole says: only what is so.
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter } from '../../../shared/model/conversation.ts'

export type BrokenFact = { state: 'ok' | 'warn' | 'bad'; title: string; fact: string }

type Broken = Pick<Letter, 'reading' | 'readingTrouble' | 'snippet' | 'hasHtml' | 'from' | 'subject' | 'dateHeader'>

const FAULTS: Record<string, () => string> = {
  'header-too-long': m.letter_fault_header_too_long,
  'boundary-missing': m.letter_fault_boundary_missing,
  'ends-early': m.letter_fault_ends_early,
  'too-many-parts': m.letter_fault_too_many_parts,
  'too-deep': m.letter_fault_too_deep,
  'no-letter': m.letter_fault_no_letter,
}

/** Well-formed letters that go beyond what is read: nobody made a mistake. */
const LIMITS: Record<string, () => string> = {
  'too-many-parts': m.letter_broken_too_many_text,
  'too-deep': m.letter_broken_too_deep_text,
}
const limitWords = ({ readingTrouble }: Pick<Letter, 'readingTrouble'>) => LIMITS[readingTrouble?.what ?? '']

/** The reading stopped at our own limit; nothing is wrong with the letter. */
export const isBeyondLimit = (letter: Pick<Letter, 'readingTrouble'>): boolean => limitWords(letter) !== undefined

/** Whether the letter has a text nobody knows: the reading stopped before one. */
export const isTextUnreached = (letter: Pick<Letter, 'readingTrouble' | 'snippet' | 'hasHtml'>): boolean =>
  isBeyondLimit(letter) && !letter.hasHtml && letter.snippet === ''

/** Words for the fault; what the program itself stumbled over is shown as it said it. */
export const faultWords = (what: string): string => FAULTS[what]?.() ?? what

/** No letter at all: its bytes are shown as text. */
export const isNoLetter = (letter: Pick<Letter, 'reading' | 'readingTrouble'>): boolean =>
  letter.reading === 'not-parsed' && letter.readingTrouble?.what === 'no-letter'

/** The letter ends in the middle: below its text nothing comes. */
export const breaksOff = (letter: Pick<Letter, 'readingTrouble'>): boolean =>
  letter.readingTrouble?.what === 'ends-early'

// A header that begins in the first line is that of the letter itself.
const isHeadCut = ({ readingTrouble }: Broken) =>
  readingTrouble?.what === 'header-too-long' && readingTrouble.line !== null && readingTrouble.line <= 1

export function brokenTitle(letter: Broken): string {
  if (isNoLetter(letter)) return m.letter_broken_none_title()
  if (isHeadCut(letter)) return m.letter_broken_head_title()
  return letter.reading === 'partial' ? m.letter_broken_partly() : m.letter_broken_title()
}

export function brokenText(letter: Broken): string {
  if (isNoLetter(letter)) return m.letter_broken_none_text()
  return isHeadCut(letter) ? m.letter_broken_head_text() : (limitWords(letter) ?? m.letter_broken_text)()
}

export function brokenFacts(letter: Broken): BrokenFact[] {
  const line = letter.readingTrouble?.line ?? null
  const place = line === null ? m.letter_broken_unread() : m.letter_broken_line({ n: line })
  if (isNoLetter(letter))
    return [
      { state: 'bad', title: m.letter_broken_head(), fact: m.letter_broken_absent() },
      letter.snippet === ''
        ? { state: 'bad', title: m.letter_broken_body(), fact: m.letter_broken_no_text() }
        : { state: 'ok', title: m.letter_broken_body(), fact: m.letter_broken_as_is() },
    ]
  if (letter.reading === 'not-parsed')
    return [
      letter.from.email === ''
        ? { state: 'bad', title: m.letter_broken_head(), fact: m.letter_broken_unread() }
        : { state: 'ok', title: m.letter_broken_head(), fact: m.letter_broken_read() },
      { state: 'bad', title: m.letter_broken_body(), fact: place },
    ]
  const text = textFact(letter)
  if (isHeadCut(letter))
    return [{ state: 'warn', title: m.letter_broken_head(), fact: m.letter_broken_head_cut() }, text]
  const rest: BrokenFact =
    isBeyondLimit(letter) && line !== null
      ? { state: 'warn', title: m.letter_broken_rest(), fact: m.letter_broken_beyond({ n: line }) }
      : { state: 'bad', title: m.letter_broken_rest(), fact: place }
  return [headFact(letter), text, rest]
}

function headFact({ from, subject, dateHeader }: Broken): BrokenFact {
  const title = m.letter_broken_head()
  const missing = [
    ...(from.name === '' && from.email === '' ? [m.letter_broken_no_sender()] : []),
    ...(subject.trim() === '' ? [m.letter_broken_no_subject()] : []),
    ...(dateHeader === 'none' ? [m.letter_broken_no_date()] : []),
    ...(dateHeader === 'unreadable' ? [m.letter_broken_date_unread()] : []),
  ]
  if (missing.length === 0) return { state: 'ok', title, fact: m.letter_broken_read() }
  const isNothing = missing.length === 3 && dateHeader === 'none'
  return { state: 'warn', title, fact: isNothing ? m.letter_broken_absent() : missing.join(', ') }
}

// A letter of a picture alone has HTML and no words.
function textFact(letter: Broken): BrokenFact {
  const title = m.letter_broken_body()
  const { hasHtml, snippet } = letter
  if (isTextUnreached(letter)) return { state: 'warn', title, fact: m.letter_broken_not_reached() }
  if (isBeyondLimit(letter)) return { state: 'ok', title, fact: m.letter_broken_reached() }
  if (!hasHtml && snippet === '') return { state: 'warn', title, fact: m.letter_broken_no_text() }
  return { state: 'ok', title, fact: m.letter_broken_read() }
}
