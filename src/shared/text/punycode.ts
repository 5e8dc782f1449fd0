// RFC 3492 with the parameters of IDNA; decoding only, since addresses are kept in their Unicode form.
const BASE = 36
const T_MIN = 1
const T_MAX = 26

/** A label of a domain, its "xn--" not counted (RFC 1035). */
const LONGEST = 59

/** One label without its "xn--"; null when it is not Punycode. */
export function decodePunycode(label: string): string | null {
  if (label.length > LONGEST) return null
  const cut = label.lastIndexOf('-')
  const output = cut > 0 ? [...label.slice(0, cut)].map((c) => c.codePointAt(0) ?? 0) : []
  let code = 128
  let bias = 72
  let index = 0
  for (let at = cut > 0 ? cut + 1 : 0; at < label.length; ) {
    const before = index
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(at++))
      if (digit === null) return null
      index += digit * weight
      const threshold = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias
      if (digit < threshold) break
      weight *= BASE - threshold
      if (index > 0x7fffffff || weight > 0x7fffffff) return null
    }
    const length = output.length + 1
    bias = adapt(index - before, length, before === 0)
    code += Math.floor(index / length)
    index %= length
    if (code > 0x10ffff) return null
    output.splice(index++, 0, code)
  }
  return output.length > 0 ? String.fromCodePoint(...output) : null
}

function digitOf(char: number): number | null {
  if (char >= 0x30 && char <= 0x39) return char - 22
  if (char >= 0x41 && char <= 0x5a) return char - 0x41
  return char >= 0x61 && char <= 0x7a ? char - 0x61 : null
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / 700) : delta >> 1
  rest += Math.floor(rest / length)
  let k = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + 38))
}
