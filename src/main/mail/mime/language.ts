/** The language by the share of letters: Russian, English or another; a text without letters is another. */
export function languageOf(text: string): 'ru' | 'en' | 'other' {
  let russian = 0
  let otherCyrillic = 0
  let latin = 0
  let other = 0
  const length = Math.min(text.length, 4000)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) latin++
    else if ((code >= 0x410 && code <= 0x44f) || code === 0x401 || code === 0x451) russian++
    else if (code >= 0x400 && code < 0x530) otherCyrillic++
    else if (code >= 0xc0 && /\p{L}/u.test(text[i] ?? '')) other++
  }
  const all = russian + otherCyrillic + latin + other
  if (all === 0) return 'other'
  if (russian + otherCyrillic >= all * 0.4) return otherCyrillic > (russian + otherCyrillic) * 0.01 ? 'other' : 'ru'
  return latin >= all * 0.97 ? 'en' : 'other'
}
