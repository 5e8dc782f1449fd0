/** Numbers that begin with 8 or with the code of a city are Russian: the office's own country. */
const COUNTRY = '7'
const EXTENSION = /[,;\s]*(?:доб|ext|x|вн|#)[.:\s]*\d{1,6}\s*$/iu

/** Why a phone cannot be kept, for a sentence beside the field. */
export type PhoneProblem = 'no-digits' | 'letters' | 'too-short' | 'too-long'

const digitsOf = (raw: string) => raw.replace(EXTENSION, '').replace(/\D/g, '')

/** What is wrong with a phone as typed, or null. An extension ("доб. 12") may follow; short inner numbers are phones too. */
export function phoneProblem(raw: string): PhoneProblem | null {
  const bare = raw.replace(EXTENSION, '')
  if (/\p{L}/u.test(bare)) return 'letters'
  const { length } = digitsOf(raw)
  if (length === 0) return 'no-digits'
  if (length < 3) return 'too-short'
  return length > 15 || raw.length > 64 ? 'too-long' : null
}

/** "+79125550142" of "8 (912) 555-01-42", to compare by; '' where the number is not a whole one. */
export function e164(raw: string): string {
  if (phoneProblem(raw)) return ''
  const digits = digitsOf(raw)
  const isWhole = raw.trim().startsWith('+')
  if (isWhole || digits.startsWith('00')) {
    const bare = isWhole ? digits : digits.slice(2)
    return bare.length >= 8 && bare.length <= 15 ? `+${bare}` : ''
  }
  if (digits.length === 11 && (digits.startsWith('8') || digits.startsWith(COUNTRY)))
    return `+${COUNTRY}${digits.slice(1)}`
  return digits.length === 10 ? `+${COUNTRY}${digits}` : ''
}

/** What people type to find a phone: the whole number, without its country, and its groups. */
export function phoneWords(raw: string): string {
  const whole = e164(raw).slice(1)
  return [raw, whole, whole.startsWith(COUNTRY) ? whole.slice(1) : ''].join(' ')
}
