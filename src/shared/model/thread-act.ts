import { z } from 'zod'
import { Time } from './ids.ts'

/** `subject`: later letters of a person on a subject leave as well; `always`: his letters leave all conversations of somebody. */
export const ApartKind = z.enum(['subject', 'always'])
export type ApartKind = z.infer<typeof ApartKind>

/** What a split asks of later letters of `sender`; `client` (for `always`) is whose conversations they leave. */
export const ApartRule = z.object({
  id: z.number().int(),
  kind: ApartKind,
  at: Time,
  who: z.string(),
  sender: z.string(),
  client: z.string(),
  /** False once somebody ended it: it holds for the letters that came before. */
  isOn: z.boolean(),
})
export type ApartRule = z.infer<typeof ApartRule>

/** What a person did to the grouping of letters. */
export const ThreadAct = z.object({
  id: z.number().int(),
  kind: z.enum(['merge', 'split', 'move']),
  at: Time,
  who: z.string(),
  /** Numbers of the conversations where the letters stood and where they stand since. */
  from: z.number().int(),
  to: z.number().int(),
  letters: z.number().int(),
  /** What it still asks of later letters. */
  rules: z.array(ApartRule),
  /** Can still be taken back. */
  isUndoable: z.boolean(),
})
export type ThreadAct = z.infer<typeof ThreadAct>
