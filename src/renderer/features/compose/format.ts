/** What the toolbar can do to the text. */
export type Format = 'bold' | 'italic' | 'list' | 'quote' | 'link'

/** A link as a person writes it ("example.org", "anna@example.org") made whole; null when it is no address. */
export function linkAddress(written: string): string | null {
  const text = written.trim()
  if (/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)) return `mailto:${text}`
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!/^(?:https?|mailto|tel):/i.test(whole) || /\s/.test(whole)) return null
  return URL.canParse(whole) && (/^(?:mailto|tel):/i.test(whole) || /\.[^.\s/]{2,}/.test(new URL(whole).hostname))
    ? whole
    : null
}
