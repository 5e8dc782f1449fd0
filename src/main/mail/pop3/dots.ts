const LINE_END_DOT = Buffer.from('\r\n.')
const DOT = 0x2e
const CR = 0x0d
const LF = 0x0a

/** Takes the dots of RFC 1939 off a multi-line answer, wherever the pieces are cut, and finds its end. */
export class DotReader {
  #carry: Buffer = Buffer.alloc(0)
  #isLineStart = true

  /** What of the piece belongs to the letter, and how many of its bytes were read: less than all once the end was met. */
  push(piece: Buffer): { bytes: Buffer[]; isEnd: boolean; rest: Buffer } {
    const all = this.#carry.length ? Buffer.concat([this.#carry, piece]) : piece
    const bytes: Buffer[] = []
    let from = 0
    for (;;) {
      if (this.#isLineStart && all[from] === DOT) {
        const [second, third] = [all[from + 1], all[from + 2]]
        // Not known yet whether it is the end or a line that begins with a dot.
        if (second === undefined || (second === CR && third === undefined)) break
        if (second === CR && third === LF) return { bytes, isEnd: true, rest: all.subarray(from + 3) }
        from++
      }
      if (from >= all.length) break
      this.#isLineStart = false
      const next = all.indexOf(LINE_END_DOT, from)
      if (next < 0) {
        const end = all.length - pendingEnd(all, from)
        if (end > from) bytes.push(all.subarray(from, end))
        this.#isLineStart = false
        this.#carry = all.subarray(end)
        return { bytes, isEnd: false, rest: Buffer.alloc(0) }
      }
      bytes.push(all.subarray(from, next + 2))
      from = next + 2
      this.#isLineStart = true
    }
    this.#carry = all.subarray(from)
    return { bytes, isEnd: false, rest: Buffer.alloc(0) }
  }
}

// A line end at the end of a piece: whether a dot follows only the next piece tells.
function pendingEnd(all: Buffer, from: number): number {
  if (all.length - from >= 2 && all[all.length - 2] === CR && all[all.length - 1] === LF) return 2
  return all.length > from && all[all.length - 1] === CR ? 1 : 0
}
