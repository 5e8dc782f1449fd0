import { z } from 'zod'
import { Time } from './ids.ts'

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
  /** Can still be taken back. */
  isUndoable: z.boolean(),
})
export type ThreadAct = z.infer<typeof ThreadAct>
