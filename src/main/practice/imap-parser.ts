export type Token = { is: 'atom'; text: string } | { is: 'string'; bytes: Buffer } | { is: 'list'; items: Token[] }

/** One client command as it came: text, literal, text, literal, ... */
export type RawCommand = Buffer[]

export interface Command {
  tag: string
  /** Upper-case, without UID in front. */
  name: string
  isUid: boolean
  args: Token[]
}

const LONGEST_LINE = 1024 * 1024

/** Cuts the client's bytes into commands; `askForLiteral` answers a synchronising literal. Throws on a line over 1 MB. */
export function commandReader(askForLiteral: () => void): (chunk: Buffer) => RawCommand[] {
  let pending: Buffer = Buffer.alloc(0)
  let segments: Buffer[] = []
  let literal: { missing: number; got: Buffer[] } | null = null

  return (chunk) => {
    const commands: RawCommand[] = []
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk
    for (;;) {
      if (literal) {
        const taken = pending.subarray(0, literal.missing)
        if (taken.length) literal.got.push(taken)
        literal.missing -= taken.length
        pending = pending.subarray(taken.length)
        if (literal.missing > 0) return commands
        segments.push(Buffer.concat(literal.got))
        literal = null
      }
      const end = pending.indexOf('\n')
      if (end < 0) {
        if (pending.length > LONGEST_LINE) throw new Error('line too long')
        return commands
      }
      const line = pending.subarray(0, pending[end - 1] === 13 ? end - 1 : end)
      pending = pending.subarray(end + 1)
      const announced = /\{(\d{1,10})(\+?)\}$/.exec(line.toString('latin1', Math.max(0, line.length - 14)))
      if (announced) {
        segments.push(line.subarray(0, line.length - announced[0].length))
        literal = { missing: Number(announced[1]), got: [] }
        if (!announced[2]) askForLiteral()
      } else {
        segments.push(line)
        commands.push(segments)
        segments = []
      }
    }
  }
}

/** Null when the line is not a command at all. */
export function parseCommand(raw: RawCommand): Command | null {
  const first = raw[0]?.toString('latin1') ?? ''
  const start = /^([^\s(){%*"\\]+) (UID )?([A-Za-z-]+) ?/i.exec(first)
  if (!start?.[1] || !start[3]) return null
  const rest = [Buffer.from(first.slice(start[0].length), 'latin1'), ...raw.slice(1)]
  const args = parseTokens(rest)
  return args && { tag: start[1], name: start[3].toUpperCase(), isUid: !!start[2], args }
}

function parseTokens(segments: RawCommand): Token[] | null {
  const stack: Token[][] = [[]]
  const top = () => stack[stack.length - 1] ?? []
  for (const [i, segment] of segments.entries()) {
    if (i % 2 === 1) {
      top().push({ is: 'string', bytes: segment })
      continue
    }
    const text = segment.toString('latin1')
    let at = 0
    while (at < text.length) {
      const char = text[at]
      if (char === ' ') at++
      else if (char === '(') {
        stack.push([])
        at++
      } else if (char === ')') {
        const items = stack.pop()
        if (!items || !stack.length) return null
        top().push({ is: 'list', items })
        at++
      } else if (char === '"') {
        const quoted = /"((?:[^"\\]|\\.)*)"/y
        quoted.lastIndex = at
        const match = quoted.exec(text)
        if (!match) return null
        top().push({ is: 'string', bytes: Buffer.from((match[1] ?? '').replace(/\\(.)/g, '$1'), 'latin1') })
        at = quoted.lastIndex
      } else {
        // BODY[HEADER.FIELDS (DATE)]<0.10> is one atom.
        const atom = /(?:[^\s()"[]|\[[^\]]*\])+/y
        atom.lastIndex = at
        const match = atom.exec(text)
        if (!match) return null
        top().push({ is: 'atom', text: match[0] })
        at = atom.lastIndex
      }
    }
  }
  return stack.length === 1 ? top() : null
}

/** An atom or a string as UTF-8 text; '' for a list or nothing. */
export function textOf(token: Token | undefined): string {
  if (!token || token.is === 'list') return ''
  return token.is === 'atom' ? token.text : token.bytes.toString('utf8')
}

export function itemsOf(token: Token | undefined): Token[] {
  if (!token) return []
  return token.is === 'list' ? token.items : [token]
}

export const wordsOf = (token: Token | undefined): string[] => itemsOf(token).map((item) => textOf(item).toUpperCase())

/** Does the number stand in a set like `1:5,9,20:*`? `last` is the meaning of the star. Null for a malformed set. */
export function numberSet(set: string, last: number): ((n: number) => boolean) | null {
  if (!/^(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*$/.test(set)) return null
  const value = (text: string) => (text === '*' ? last : Number(text))
  const ranges = set.split(',').map((part) => {
    const [a = '', b = a] = part.split(':')
    return [Math.min(value(a), value(b)), Math.max(value(a), value(b))] as const
  })
  return (n) => ranges.some(([low, high]) => n >= low && n <= high)
}
