/** Consecutive UIDs as IMAP ranges ("1:5,9"), cut into lines that servers accept. */
export function uidRanges(uids: readonly number[], maxLength = 4000): string[] {
  const sorted = [...new Set(uids)].sort((a, b) => a - b)
  const lines: string[] = []
  let line = ''
  for (let i = 0; i < sorted.length; i++) {
    const low = sorted[i] ?? 0
    while (i + 1 < sorted.length && sorted[i + 1] === (sorted[i] ?? 0) + 1) i++
    const high = sorted[i] ?? low
    const piece = low === high ? String(low) : `${low}:${high}`
    if (line !== '' && line.length + piece.length >= maxLength) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? piece : `${line},${piece}`
  }
  if (line !== '') lines.push(line)
  return lines
}
