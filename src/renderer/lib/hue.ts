/** A steady hue (0 to 359) for a person or a mailbox. */
export function hueOf(seed: string | number): number {
  const text = String(seed)
  let hash = 2166136261
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return (hash >>> 0) % 360
}

/** "Anna Belova" -> "АБ", "info@x.ru" -> "IN". */
export function initialsOf(name: string): string {
  const words = name
    .replace(/[«»"'()<>]/g, ' ')
    .split(/[\s.@_-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  const first = words[0] ?? '?'
  const letters =
    words.length > 1 && !name.includes('@')
      ? `${[...first][0] ?? ''}${[...(words[1] ?? '')][0] ?? ''}`
      : [...first].slice(0, 2).join('')
  return letters.toUpperCase()
}
