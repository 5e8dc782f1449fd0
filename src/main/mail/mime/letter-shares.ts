// Share of each letter in Russian texts, in percent; the base of the choice among one-byte charsets.
const SHARES: Record<string, number> = {
  о: 10.97,
  е: 8.45,
  а: 8.01,
  и: 7.35,
  н: 6.7,
  т: 6.26,
  с: 5.47,
  р: 4.73,
  в: 4.54,
  л: 4.4,
  к: 3.49,
  м: 3.21,
  д: 2.98,
  п: 2.81,
  у: 2.62,
  я: 2.01,
  ы: 1.9,
  ь: 1.74,
  г: 1.7,
  з: 1.65,
  б: 1.59,
  ч: 1.44,
  й: 1.21,
  х: 0.97,
  ж: 0.94,
  ш: 0.73,
  ю: 0.64,
  ц: 0.48,
  щ: 0.36,
  э: 0.32,
  ф: 0.26,
  ъ: 0.04,
  ё: 0.04,
  і: 0.5,
  ї: 0.3,
  є: 0.3,
  ґ: 0.05,
}
const BROKEN = /[\ufffd\x80-\x9f]/
const LATIN = /^(iso-8859-(1|2|3|4|9|10|13|14|15|16)|windows-125[0247]|macintosh)$/

/** Mean plausibility of the non-ASCII characters as Russian; above 3 it is text, below 1 it is not. */
export function cyrillicScore(text: string): number {
  let sum = 0
  let seen = 0
  let before = ''
  for (const char of text) {
    const code = char.charCodeAt(0)
    if (code < 0x80) {
      before = char
      continue
    }
    seen++
    const lower = char.toLowerCase()
    const share = SHARES[lower]
    if (share === undefined) sum += /[«»—–…№”“„’°\u00a0]/.test(char) ? 1 : -4
    else if (lower === char) sum += share
    // A capital right after a small letter is the mark of KOI8 read as 1251 and the other way round.
    else sum += isSmall(before) ? -4 : share * 0.9
    before = char
  }
  return seen ? sum / seen : 0
}

function isSmall(char: string): boolean {
  return SHARES[char] !== undefined
}

/** Whether decoded text is mostly letters, as a reader would judge; `charset` is the one it was decoded by. */
export function looksLikeLetters(text: string, charset: string): boolean {
  if (charset === 'utf-8' && !BROKEN.test(text)) return true
  let letters = 0
  let neutral = 0
  let other = 0
  let adjacent = 0
  let broken = 0
  let lettersBefore = false
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x80) {
      lettersBefore = false
      continue
    }
    const isLetter = (code >= 0x410 && code <= 0x44f) || /[\p{L}\p{M}]/u.test(char)
    if (isLetter) {
      letters++
      if (lettersBefore) adjacent++
    } else if (code === 0xfffd || (code >= 0x80 && code < 0xa0)) broken++
    else if (/[\p{P}\p{Zs}\p{Sc}\p{So}\p{Cf}№°±]/u.test(char) && !(code >= 0x2500 && code < 0x25a0)) neutral++
    else other++
    lettersBefore = isLetter
  }
  const all = letters + neutral + other + broken
  if (all === 0) return true
  if (broken > Math.max(1, all * 0.05)) return false
  if (charset === 'utf-8') return true
  // Accented Latin letters stand alone among ASCII ones; in rows they are Cyrillic read by a wrong name.
  if (LATIN.test(charset) && letters >= 3 && adjacent > letters * 0.5) return false
  return letters >= (letters + other + broken) * 0.7 && letters >= neutral * 0.5
}

/** True when bytes above ASCII mostly stand alone, as in Western European words. */
export function isWestern(bytes: Uint8Array): boolean {
  let high = 0
  let alone = 0
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue
    high++
    if ((bytes[i - 1] ?? 0) < 0x80 && (bytes[i + 1] ?? 0) < 0x80) alone++
  }
  return high > 0 && alone > high * 0.6
}
