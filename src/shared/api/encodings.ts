import { z } from 'zod'
import { MessageId } from '../model/ids.ts'
import { procedure } from './base.ts'

/** An encoding by its name; null: as the program reads the letter by itself. */
const Charset = z.string().max(40).nullable()

export const EncodingChoice = z.object({
  charset: Charset,
  /** The first words of the letter in it. */
  words: z.string(),
  isAdvised: z.boolean(),
})
export type EncodingChoice = z.infer<typeof EncodingChoice>

export const encodings = {
  choices: procedure('mail.read')
    .input(z.object({ id: MessageId }))
    .output(z.object({ now: Charset, sender: Charset, choices: z.array(EncodingChoice) })),
  preview: procedure('mail.read')
    .input(z.object({ id: MessageId, charset: Charset }))
    .output(z.object({ subject: z.string(), text: z.string() })),
  /** `sender`: the encoding for all letters that come from there to this user (null: none). Answers what held before. */
  choose: procedure('mail.read')
    .route({ method: 'POST', path: '/messages/{id}/encoding' })
    .input(z.object({ id: MessageId, charset: Charset, sender: Charset }))
    .output(z.object({ charset: Charset, sender: Charset })),
}
