export type Strength =
  | { is: 'short'; missing: number }
  | { is: 'weak' | 'fair' | 'good' | 'strong'; percent: number; length: number }

const LEAST = 10
const COMMON = /парол|qwert|йцуке|passw|admin|12345|golub|голуб|letmein|welcome/i

/**
 * How hard a password is to guess, for the bar under the field: only the least length is a rule. Repeats, runs
 * ("abcd", "4321") and well-known words count as one sign.
 */
export function strengthOf(password: string): Strength {
  const signs = [...password]
  if (signs.length < LEAST) return { is: 'short', missing: LEAST - signs.length }
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length
  const bits = surprising(signs) * (3 + kinds) - (COMMON.test(password) ? 25 : 0)
  const percent = Math.max(12, Math.min(100, Math.round(bits)))
  const is = bits < 35 ? 'weak' : bits < 55 ? 'fair' : bits < 85 ? 'good' : 'strong'
  return { is, percent, length: signs.length }
}

function surprising(signs: string[]): number {
  let count = 0
  for (let i = 0; i < signs.length; i++) {
    const step = code(signs[i]) - code(signs[i - 1])
    if (i === 0 || Math.abs(step) > 1) count++
  }
  return Math.min(count, new Set(signs).size * 1.6)
}

function code(sign: string | undefined): number {
  return sign?.codePointAt(0) ?? Number.NaN
}
