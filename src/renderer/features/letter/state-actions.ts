import CircleCheck from '@lucide/svelte/icons/circle-check'
import Hourglass from '@lucide/svelte/icons/hourglass'
import Mail from '@lucide/svelte/icons/mail'
import Reply from '@lucide/svelte/icons/reply'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { problemText } from '../../lib/problems.ts'
import { toast } from '../../ui/toast.svelte.ts'

export type Settable = 'open' | 'waiting' | 'closed'

const done = {
  open: { text: m.letter_done_open, icon: Reply },
  waiting: { text: m.letter_done_waiting, icon: Hourglass },
  closed: { text: m.letter_done_closed, icon: CircleCheck },
}

/** Sets the state of one conversation and offers the way back. Resolves false when it was refused (said in a toast). */
export async function setState(id: number, state: Settable): Promise<boolean> {
  try {
    const { before } = await client.conversations.setState({ ids: [id], state })
    const old = before.find((one) => one.id === id)?.state
    if (old === undefined || old === state) return true
    const back = async () => {
      await client.conversations.setState({ ids: [id], state: old })
    }
    toast({ text: done[state].text(), icon: done[state].icon, undo: { run: back } })
    return true
  } catch (error) {
    toast({ text: problemText(error), tone: 'urgent' })
    return false
  }
}

export async function markRead(id: number, read: boolean): Promise<void> {
  try {
    await client.conversations.markRead({ ids: [id], read })
    if (!read) toast({ text: m.letter_done_unread(), icon: Mail, seconds: 3 })
  } catch (error) {
    toast({ text: problemText(error), tone: 'urgent' })
  }
}
