import { z } from 'zod'
import { MailboxId, UserId } from './ids.ts'

export const Locale = z.enum(['ru', 'en'])
export type Locale = z.infer<typeof Locale>
export const Theme = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof Theme>
export const Density = z.enum(['compact', 'default', 'comfortable'])
export type Density = z.infer<typeof Density>
export const Role = z.enum(['admin', 'manager'])
export type Role = z.infer<typeof Role>

/** What a procedure asks of its caller. `owner` rights are checked against the mailbox inside the handler. */
export const RIGHTS = ['mail.read', 'mail.send', 'mailbox.connect', 'contacts', 'profile', 'office'] as const
export type Right = (typeof RIGHTS)[number]

export const User = z.object({
  id: UserId,
  name: z.string(),
  email: z.string(),
  role: Role,
  locale: Locale,
  theme: Theme,
  density: Density,
  /** Seconds that a sent letter waits and can be taken back, 0 to 60. */
  undoSeconds: z.number().int().min(0).max(60),
  /** Show letters on a dark sheet in the dark theme. */
  darkLetters: z.boolean(),
  /** Single-letter keys can be turned off (WCAG 2.1.4). */
  letterKeys: z.boolean(),
  /** HTML; stands under letters from mailboxes without a signature of their own. */
  signature: z.string().max(20_000),
  /** Ctrl+Enter sends the letter being written. */
  sendKey: z.boolean(),
  /** From where a new letter leaves, where nothing else decides. */
  defaultMailboxId: MailboxId.nullable(),
})
export type User = z.infer<typeof User>
