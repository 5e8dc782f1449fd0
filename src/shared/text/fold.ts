// Without this NFKC turns "№123" into one word "no123", and "Golub™" into "golubtm".
const GLUED_BY_NFKC = /[№™℠]/g
// What is left of accents after composing (stress marks), and invisible characters: soft hyphens, zero-width joiners.
const INVISIBLE = /[\p{M}\p{Cf}]+/gu
const NOT_WORD = /[^\p{L}\p{N}]+/gu
// Ordinary text of Western and Eastern Europe, where words are plain ranges: several times faster, and nearly all mail.
const UNUSUAL = /[^\0-\u00a9«¬»À-ÿЁА-яё\u2010-\u2026€№]/
// A single blank stays as it is.
const NOT_PLAIN_WORD = /[^0-9a-zа-яß-öø-ÿ]{2,}|[^0-9a-zа-яß-öø-ÿ ]/g

/**
 * The form in which text and queries are compared: NFKC, lower case, ё as е, words (runs of letters and digits)
 * separated by single spaces, nothing else. An empty string when there is no word.
 */
export function fold(text: string): string {
  if (!UNUSUAL.test(text)) return text.toLowerCase().replaceAll('ё', 'е').replace(NOT_PLAIN_WORD, ' ').trim()
  return text
    .replace(GLUED_BY_NFKC, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(INVISIBLE, '')
    .replace(NOT_WORD, ' ')
    .trim()
}
