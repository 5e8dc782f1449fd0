export type Part = { text: string; isHit: boolean }

/** Splits text whose found words stand between U+E000 and U+E001. */
export function partsOf(marked: string): Part[] {
  return marked
    .split(/(\uE000[^\uE001]*\uE001?)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('\uE000')
        ? { text: part.replace(/[\uE000\uE001]/g, ''), isHit: true }
        : { text: part.replace(/\uE001/g, ''), isHit: false },
    )
}

export function plain(marked: string): string {
  return marked.replace(/[\uE000\uE001]/g, '')
}
