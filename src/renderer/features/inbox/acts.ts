import CircleCheck from '@lucide/svelte/icons/circle-check'
import Hourglass from '@lucide/svelte/icons/hourglass'
import Mail from '@lucide/svelte/icons/mail'
import MailOpen from '@lucide/svelte/icons/mail-open'
import Reply from '@lucide/svelte/icons/reply'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { problemText } from '../../lib/problems.ts'
import { toast, toasts } from '../../ui/toast.svelte.ts'

export type Settable = 'open' | 'waiting' | 'closed'

const done: Record<Settable, (words: { n: number }) => string> = {
  open: m.inbox_done_open,
  waiting: m.inbox_done_waiting,
  closed: m.inbox_done_closed,
}
const icons = { open: Reply, waiting: Hourglass, closed: CircleCheck }

async function told(act: () => Promise<void>): Promise<boolean> {
  try {
    await toasts.during(act())
    return true
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
    return false
  }
}

/** Sets the state with a toast that takes it back. False when the engine refused (it has been said). */
export function setState(ids: readonly number[], state: Settable): Promise<boolean> {
  return told(async () => {
    const { before } = await client.conversations.setState({ ids: [...ids], state })
    toast({
      text: () => done[state]({ n: ids.length }),
      icon: icons[state],
      undo: {
        run: async () => {
          for (const old of ['open', 'waiting', 'closed'] as const) {
            const back = before.filter((entry) => entry.state === old).map((entry) => entry.id)
            if (back.length > 0) await client.conversations.setState({ ids: back, state: old })
          }
        },
      },
    })
  })
}

export function markRead(ids: readonly number[], read: boolean): Promise<boolean> {
  return told(async () => {
    const { letters } = await client.conversations.markRead({ ids: [...ids], read })
    toast({
      text: () => (read ? m.inbox_done_read({ n: ids.length }) : m.inbox_done_unread({ n: ids.length })),
      icon: read ? MailOpen : Mail,
      undo: { run: async () => void (await client.conversations.markRead({ ids: [...ids], read: !read, letters })) },
    })
  })
}
