/** How much of a text is looked at. */
const SAMPLE = 4000

/**
 * Whether a text looks as if it had been read in a wrong encoding: signs for bytes that could not be read, rows of accented
 * Latin letters (Cyrillic read as Western), or Cyrillic with capitals inside the words (KOI8 read as Windows and back).
 */
export function looksBroken(text: string): boolean {
  const sample = text.slice(0, SAMPLE)
  const lost = sample.match(/\ufffd/g)?.length ?? 0
  const other = sample.match(/[^\p{ASCII}\s]/gu)?.length ?? 0
  if (lost > 2 && lost > other * 0.05) return true
  const accented = sample.match(/[\u00c0-\u00ff]/g)?.length ?? 0
  const inRows = (sample.match(/[\u00c0-\u00ff]{3,}/g) ?? []).reduce((sum, row) => sum + row.length, 0)
  if (inRows >= 6 && inRows > accented * 0.6) return true
  // UTF-8 read byte by byte.
  const doubled = sample.match(/[ÐÑРС][\u0080-\u00bf\u2018-\u203a\u0400-\u040f\u0452-\u045f]/g)?.length ?? 0
  if (doubled >= 4 && doubled * 2 > other * 0.6) return true
  const pairs = sample.match(/[а-яё](?=[а-яёА-ЯЁ])/g)?.length ?? 0
  const turned = sample.match(/[а-яё](?=[А-ЯЁ])/g)?.length ?? 0
  return turned >= 2 && turned > pairs * 0.25
}
