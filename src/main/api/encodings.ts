import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import { chooseEncoding, encodingChoices, encodingPreview, isEncoding } from '../engine/encodings.ts'
import { letterEncoding, senderEncoding } from '../store/letter-encodings.ts'
import { type StoredLetter, sourceOf } from '../store/letters-read.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownLetter, readable } from './reading.ts'

const { encodings: ours } = procedures

export const encodings = {
  choices: ours.choices.handler(({ context, input }) => {
    const { reader } = context.app.store
    const { letter, blob } = withSource(context, input.id)
    return {
      now: letterEncoding(reader, input.id),
      sender: senderEncoding(reader, context.user.id, letter.from.email),
      choices: encodingChoices(reader, blob),
    }
  }),

  preview: ours.preview.handler(({ context, input }) =>
    encodingPreview(context.app.store.reader, withSource(context, input.id).blob, known(input.charset)),
  ),

  choose: ours.choose.handler(({ context, input }) => {
    const { letter, blob } = withSource(context, input.id)
    const about = { id: input.id, mailboxId: letter.mailboxId, blob, from: letter.from.email }
    const { engine } = context.app
    return chooseEncoding(engine.deps, context.user.id, about, known(input.charset), known(input.sender))
  }),
}

function known(charset: string | null): string | null {
  if (charset !== null && !isEncoding(charset)) throw new Problem('encoding-unknown', { field: 'charset' })
  return charset
}

function withSource(caller: Caller, id: MessageId): { letter: StoredLetter; blob: BlobId } {
  const letter = ownLetter(caller, id)
  const blob = sourceOf(caller.app.store.reader, readable(caller), id, null)
  if (blob === null) throw new Problem('source-missing')
  return { letter, blob }
}
