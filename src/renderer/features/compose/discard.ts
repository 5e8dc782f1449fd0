import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { problemText } from '../../lib/problems.ts'
import { toast } from '../../ui/toast.svelte.ts'
import type { Writing } from './writing.svelte.ts'

/** Throws the draft away; `gone` runs as soon as nothing saves it any more. */
export async function discardDraft(writing: Writing, gone: () => void): Promise<void> {
  const { keeper } = writing
  writing.stop()
  // A save under way would make the draft anew behind our back.
  await keeper.flush()
  const id = keeper.id
  keeper.end()
  gone()
  try {
    if (id !== null) await client.drafts.discard({ id })
    toast({ text: () => m.compose_discarded(), seconds: 3 })
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  }
}

/** An answer without a word is no draft: what was saved of it goes, unless another window has written into it since. */
export async function discardEmpty({ keeper }: Writing, isEmpty: () => boolean): Promise<void> {
  const saved = await keeper.endEmpty(isEmpty)
  if (saved === null) return
  try {
    await client.drafts.discard(saved)
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  }
}
