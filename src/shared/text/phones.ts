const EXTENSION = /(?<![,;\s])[,;\s]*(?:доб|ext|x|вн|#)[.:\s]*\d{1,6}\s*$/iu

/** Why a phone cannot be kept, for a sentence beside the field. */
export type PhoneProblem = 'no-digits' | 'letters' | 'too-short' | 'too-long'

/** What is wrong with a phone as typed, or null. An extension ("доб. 12") may follow; short inner numbers are phones too. */
export function phoneProblem(raw: string): PhoneProblem | null {
  const bare = raw.replace(EXTENSION, '')
  if (/\p{L}/u.test(bare)) return 'letters'
  const { length } = bare.replace(/\D/g, '')
  if (length === 0) return 'no-digits'
  if (length < 3) return 'too-short'
  return length > 15 || raw.length > 64 ? 'too-long' : null
}
