/** A part of a letter by its places in the bytes; enough for BODYSTRUCTURE and BODY[1.2], not a mail parser. */
export interface MimePart {
  headers: Map<string, string>
  /** Header lines from `start`, content from `bodyStart` up to `end`. */
  start: number
  bodyStart: number
  end: number
  type: string
  subtype: string
  params: Record<string, string>
  children: MimePart[]
}

/** Header names lower-cased, values unfolded; of a repeated header the first. */
export function parseHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return headers
}

export function parseMime(bytes: Buffer, start = 0, end = bytes.length, depth = 0): MimePart {
  const isBodyless = bytes.indexOf('\r\n', start) === start
  const emptyLine = isBodyless ? start - 2 : bytes.indexOf('\r\n\r\n', start)
  const bodyStart = emptyLine < start - 2 || emptyLine + 4 > end ? end : emptyLine + 4
  const headers = parseHeaders(bytes.toString('latin1', start, bodyStart))
  const { value, params } = parseValue(headers.get('content-type') ?? 'text/plain; charset=us-ascii')
  const [type = 'text', subtype = 'plain'] = value.split('/')
  const part: MimePart = { headers, start, bodyStart, end, type, subtype, params, children: [] }
  if (depth < 10 && type === 'multipart' && params.boundary) {
    part.children = cutAt(bytes, params.boundary, bodyStart, end).map(([from, to]) =>
      parseMime(bytes, from, to, depth + 1),
    )
  }
  return part
}

function cutAt(bytes: Buffer, boundary: string, from: number, end: number): [number, number][] {
  const cuts: [number, number][] = []
  const mark = `--${boundary}`
  let open = -1
  for (let at = bytes.indexOf(mark, from); at >= 0 && at < end; at = bytes.indexOf(mark, at + mark.length)) {
    if (at > from && bytes[at - 1] !== 10) continue
    if (open >= 0) cuts.push([open, Math.max(open, at - 2)])
    const lineEnd = bytes.indexOf('\n', at)
    const isLast = bytes.toString('latin1', at + mark.length, at + mark.length + 2) === '--'
    open = isLast || lineEnd < 0 ? -1 : lineEnd + 1
    if (isLast) return cuts
  }
  if (open >= 0) cuts.push([open, end])
  return cuts
}

/** `text/plain; charset=utf-8` as its value and its parameters, both lower-cased where case does not count. */
export function parseValue(header: string): { value: string; params: Record<string, string> } {
  const [value = '', ...rest] = header.split(';')
  const params: Record<string, string> = {}
  for (const found of rest.join(';').matchAll(/([^\s;=]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g)) {
    params[(found[1] ?? '').toLowerCase()] = found[2]?.replace(/\\(.)/g, '$1') ?? found[3] ?? ''
  }
  return { value: value.trim().toLowerCase(), params }
}

/** The part under a path such as `1.2`; a letter without parts is its own part 1. */
export function partAt(root: MimePart, path: string): MimePart | null {
  let part = root
  for (const [i, step] of path.split('.').map(Number).entries()) {
    const child = part.children[step - 1]
    if (child) part = child
    else if (i !== 0 || step !== 1 || part.children.length) return null
  }
  return part
}
