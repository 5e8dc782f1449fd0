import type { ProviderName } from '../../../shared/model/mailbox.ts'

export type Shape =
  | { is: 'empty' }
  | { is: 'app'; letters: number; allLetters: boolean }
  | { is: 'short'; signs: number; want: number }
  | { is: 'cyrillic' }
  | { is: 'ordinary'; want: number }
  /** This provider's passwords have no shape of their own. */
  | { is: 'any' }

// Yandex, Google and Apple give 16 small letters; Mail.ru gives 20 letters and digits, older ones 16.
const SHAPES: Partial<Record<ProviderName, { fits: RegExp; want: number }>> = {
  yandex: { fits: /^[a-z]{16}$/, want: 16 },
  gmail: { fits: /^[a-z]{16}$/, want: 16 },
  icloud: { fits: /^[a-z]{16}$/, want: 16 },
  mailru: { fits: /^([a-z]{16}|[A-Za-z0-9]{16,20})$/, want: 16 },
}

/** Judges a pasted password before any attempt; it warns and never forbids. */
export function shapeOf(provider: ProviderName, password: string): Shape {
  if (password === '') return { is: 'empty' }
  const shape = SHAPES[provider]
  if (!shape) return { is: 'any' }
  const bare = withoutGaps(password)
  if (shape.fits.test(bare)) return { is: 'app', letters: bare.length, allLetters: /^[a-z]+$/i.test(bare) }
  if (/\p{Script=Cyrillic}/u.test(password)) return { is: 'cyrillic' }
  if (/^[a-z]+$/.test(bare) && bare.length < shape.want) return { is: 'short', signs: bare.length, want: shape.want }
  return { is: 'ordinary', want: shape.want }
}

/** What is really sent: an app password without the spaces of the provider's page, any other one untouched. */
export function passwordToSend(provider: ProviderName, password: string): string {
  // Apple shows its hyphens as a part of the password and takes it with them.
  if (shapeOf(provider, password).is !== 'app') return password
  return provider === 'icloud' ? password.replace(/\s/g, '') : withoutGaps(password)
}

function withoutGaps(password: string): string {
  return password.replace(/[\s-]/g, '')
}
