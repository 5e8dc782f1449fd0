import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { holdKeys } from '../../lib/keys.svelte.ts'
import { problemText } from '../../lib/problems.ts'
import { go } from '../../lib/routes.svelte.ts'
import { toast } from '../../ui/toast.svelte.ts'

/** Opens a draft that sends this letter on, with all its files; nothing is loaded up again. */
export async function forwardLetter(messageId: number): Promise<void> {
  const release = holdKeys()
  try {
    const { draft, leftOut } = await client.files.forward({ messageId })
    go(`/write/${draft.id}`)
    if (leftOut.length > 0) toast({ text: () => m.files_left_out({ names: leftOut.join(', ') }), seconds: 10 })
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  } finally {
    release()
  }
}
