const QUOTED = /^\s*>/
const DIVIDER =
  /^\s*-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|forwarded message|переадресованное сообщение)\b/i
const HEAD_FROM = /^\s*\*?(?:from|от)\*?\s*:\s+\S/i
const HEAD_NEXT = /^\s*\*?(?:sent|date|to|отправлено|дата|кому)\*?\s*:\s+\S/i
const ATTRIBUTION = /(?:wrote|writes|пишет|написал\S*|пишут)\s*:?\s*$|(?:\d{4}|\d\d:\d\d)[^\n]*[@<«"][^\n]*:\s*$/i

/**
 * Cuts a plain letter into what was written now and the earlier correspondence at its end. Answers between the quotes stay
 * where they are: only a tail of nothing but quote is cut.
 */
export function splitQuotedTail(text: string): { own: string; quoted: string } {
  const lines = text.split('\n')
  const start = headStart(lines) ?? markedStart(lines)
  if (start === null) return { own: text, quoted: '' }
  return { own: lines.slice(0, start).join('\n').trimEnd(), quoted: lines.slice(start).join('\n').trim() }
}

/** "-----Original Message-----" or Outlook's "From: … Sent: …": everything after it is old. */
function headStart(lines: readonly string[]): number | null {
  const at = lines.findIndex(
    (line, i) => DIVIDER.test(line) || (HEAD_FROM.test(line) && HEAD_NEXT.test(lines[i + 1] ?? '')),
  )
  return at < 0 ? null : at
}

/** Lines that begin with ">" up to the end, with the attribution line above them. */
function markedStart(lines: readonly string[]): number | null {
  let start = lines.length
  while (start > 0 && (QUOTED.test(lines[start - 1] ?? '') || (lines[start - 1] ?? '').trim() === '')) start -= 1
  while (start < lines.length && (lines[start] ?? '').trim() === '') start += 1
  if (start === lines.length) return null
  let above = start - 1
  while (above >= 0 && (lines[above] ?? '').trim() === '') above -= 1
  if (ATTRIBUTION.test(lines[above] ?? '')) return above
  // Long attributions are wrapped by the program that wrote them.
  if (above > 0 && ATTRIBUTION.test(`${lines[above - 1] ?? ''} ${lines[above] ?? ''}`)) return above - 1
  return start
}
