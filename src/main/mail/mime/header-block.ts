/** One header field as it came: `raw` keeps the bytes one to one (latin1) with its folds, without the name. */
export interface HeaderLine {
  /** In small letters. */
  name: string
  written: string
  raw: string
}

/** Splits a header block (latin1) into fields; lines that are no field are dropped, mbox separators too. */
export function headerLines(block: string): HeaderLine[] {
  const lines: HeaderLine[] = []
  for (const line of block.split(/\r?\n(?![ \t])/)) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const written = line.slice(0, colon).trimEnd()
    if (!/^[\x21-\x7e]+$/.test(written)) continue
    lines.push({ name: written.toLowerCase(), written, raw: line.slice(colon + 1) })
  }
  return lines
}

export function unfold(raw: string): string {
  return raw.includes('\n') ? raw.replace(/\r?\n[ \t]*/g, ' ').trim() : raw.trim()
}

export function firstRaw(lines: readonly HeaderLine[], name: string): string | null {
  return lines.find((line) => line.name === name)?.raw ?? null
}

export function allRaw(lines: readonly HeaderLine[], name: string): string[] {
  return lines.filter((line) => line.name === name).map((line) => line.raw)
}
