import { z } from 'zod'
import { MailboxId, Time } from '../model/ids.ts'
import { procedure } from './base.ts'

/** A list of one mailbox, or (null) of the whole office. */
const List = z.object({ mailbox: MailboxId.nullable().default(null) })
const Lines = z.array(z.string().max(400)).max(5000)

export const Exclusion = z.object({
  id: z.number().int(),
  entry: z.string(),
  /** Who added it; '' when nobody of today. */
  who: z.string(),
  addedAt: Time,
  /** It also holds for letters that were here before. */
  isForOld: z.boolean(),
  /** How many conversations stand alone because of it. */
  conversations: z.number().int(),
})
export type Exclusion = z.infer<typeof Exclusion>

/** What an entry would come to. */
export const ExclusionSight = z.object({
  /** Letters from there that are here. */
  letters: z.number().int(),
  isThere: z.boolean(),
})
export type ExclusionSight = z.infer<typeof ExclusionSight>

export const exclusions = {
  list: procedure('mail.read').route({ method: 'GET', path: '/exclusions' }).input(List).output(z.array(Exclusion)),
  /** For each good line what is here of it; and what splitting the old conversations too would do. */
  look: procedure('mail.read')
    .input(List.extend({ lines: Lines }))
    .output(
      z.object({
        sights: z.record(z.string(), ExclusionSight),
        /** Letters that change their conversation, and the conversations that come to be. */
        split: z.object({ letters: z.number().int(), conversations: z.number().int() }),
      }),
    ),
  /** Good lines are added; bad ones come back with what is wrong with them. */
  add: procedure('mail.read')
    .route({ method: 'POST', path: '/exclusions' })
    .input(List.extend({ lines: Lines.min(1), splitExisting: z.boolean().default(false) }))
    .output(
      z.object({
        added: z.array(z.number().int()),
        known: z.number().int(),
        refused: z.array(z.object({ line: z.string(), why: z.string() })),
      }),
    ),
  /** Takes additions back, with what they split; within 30 days. */
  takeBack: procedure('mail.read')
    .input(z.object({ ids: z.array(z.number().int()).min(1).max(5000) }))
    .output(z.object({})),
  /** New letters are grouped again; those that are here stay as they are. */
  remove: procedure('mail.read')
    .route({ method: 'DELETE', path: '/exclusions/{id}' })
    .input(z.object({ id: z.number().int() }))
    .output(z.object({})),
  restore: procedure('mail.read')
    .input(z.object({ id: z.number().int() }))
    .output(z.object({})),
}
