// The same keys in the two layouts, unshifted and shifted.
const LATIN = '`qwertyuiop[]asdfghjkl;\'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?@#$^&'
const RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'

const toRussian = new Map([...LATIN].map((char, at) => [char, RUSSIAN[at] ?? char]))
const toLatin = new Map([...RUSSIAN].map((char, at) => [char, LATIN[at] ?? char]))

/**
 * What would stand there had the keyboard been in the other layout (",tkjd" -> "белов", "шмфт" -> "ivan"); null for text
 * that has letters of both alphabets or of none.
 */
export function otherLayout(text: string): string | null {
  const hasRussian = /[а-яё]/i.test(text)
  const hasLatin = /[a-z]/i.test(text)
  if (hasRussian === hasLatin) return null
  const keys = hasRussian ? toLatin : toRussian
  return [...text].map((char) => keys.get(char) ?? char).join('')
}
