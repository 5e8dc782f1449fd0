/** The same key gives the same number in every run: the sample office never looks different twice. */
export function hash(key: string): number {
  let h = 2166136261
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 16777619)
  h ^= h >>> 15
  h = Math.imul(h, 2246822519)
  return (h ^ (h >>> 13)) >>> 0
}

export function pick<T>(key: string, list: readonly T[]): T {
  const found = list[hash(key) % list.length]
  if (found === undefined) throw new Error(`nothing to pick from for ${key}`)
  return found
}

/** An integer from `low` up to and with `high`. */
export const between = (key: string, low: number, high: number): number => low + (hash(key) % (high - low + 1))

export const token = (key: string): string => (hash(key).toString(36) + hash(`${key}+`).toString(36)).toUpperCase()
