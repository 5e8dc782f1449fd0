import Merge from '@lucide/svelte/icons/merge'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ContactCard } from '../../../shared/model/conversation.ts'
import { client } from '../../lib/client.ts'
import { toast } from '../../ui/toast.svelte.ts'
import type { Chosen } from './merge.ts'
import { told } from './saving.ts'

/** Merges the cards as chosen and offers to take them apart; answers who stays, or null when it was refused. */
export async function merge(cards: readonly ContactCard[], { survivor, keep }: Chosen): Promise<number | null> {
  const others = cards.flatMap((card) => (card.id === null || card.id === survivor ? [] : [card.id]))
  const isDone = await told(async () => {
    const { card, acts } = await client.contacts.merge({ id: survivor, others, keep })
    // The last merge is the first to be taken back; each once, should the line break off between them.
    const left = [...acts]
    toast({
      text: () => m.merge_done({ name: card.name }),
      icon: Merge,
      undo: {
        run: async () => {
          for (let act = left.at(-1); act !== undefined; act = left.at(-1)) {
            await client.contacts.undo({ act })
            left.pop()
          }
          toast({ text: () => m.feed_undone(), seconds: 2 })
        },
      },
    })
  })
  return isDone ? survivor : null
}
