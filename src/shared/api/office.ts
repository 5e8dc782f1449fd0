import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { MailboxId, Time } from '../model/ids.ts'
import { Density, Locale, Theme, User } from '../model/user.ts'
import { procedure } from './base.ts'

/** "These ids of this topic changed": the screen asks its question again. Ids may be empty (many). */
export const TOPICS = [
  'mailboxes',
  'conversations',
  'counts',
  'contacts',
  'outbox',
  'drafts',
  'profile',
  'office',
] as const
export const Change = z.object({ topic: z.enum(TOPICS), ids: z.array(z.number().int()) })
export type Change = z.infer<typeof Change>

export const OfficeStatus = z.object({
  office: z.string(),
  isSample: z.boolean(),
  version: z.string(),
  dataFile: z.string(),
  dataBytes: z.number(),
  freeDiskBytes: z.number(),
  isDiskLow: z.boolean(),
  /** Since when no mail server can be reached; null when at least one answers or there are none. */
  offlineSince: Time.nullable(),
  waitingToSend: z.number().int(),
  /** A restored file: sync and sending rest until confirmed. */
  isHeld: z.boolean(),
})
export type OfficeStatus = z.infer<typeof OfficeStatus>

export const office = {
  status: procedure('mail.read')
    .route({ method: 'GET', path: '/status' })
    .input(z.object({}).optional())
    .output(OfficeStatus),
  changes: procedure('mail.read')
    .input(z.object({}).optional())
    .output(eventIterator(z.array(Change))),
  /** Drops and reopens every connection at once ("Check now", resume from sleep). */
  reconnect: procedure('mail.read').input(z.object({}).optional()).output(z.object({})),
  discardSample: procedure('office').input(z.object({}).optional()).output(z.object({})),
  /** After a restore: sync and sending go on. */
  releaseHold: procedure('office').input(z.object({}).optional()).output(z.object({})),
}

export const profile = {
  get: procedure('profile').input(z.object({}).optional()).output(User),
  update: procedure('profile')
    .input(
      z
        .object({
          name: z.string().trim().min(1).max(120),
          locale: Locale,
          theme: Theme,
          density: Density,
          undoSeconds: z.number().int().min(0).max(60),
          darkLetters: z.boolean(),
          letterKeys: z.boolean(),
          signature: z.string().max(20_000),
          sendKey: z.boolean(),
          defaultMailboxId: MailboxId.nullable(),
        })
        .partial(),
    )
    .output(User),
}
