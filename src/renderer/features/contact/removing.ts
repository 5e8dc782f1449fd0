import Trash2 from '@lucide/svelte/icons/trash-2'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { told } from './saving.ts'

const back = (act: number) => ({
  run: async () => {
    await client.contacts.undo({ act })
    toast({ text: () => m.card_restored(), seconds: 2 })
  },
})

/** Deletes a card, with the way back in the toast. */
export function removeContact(id: number, name: string): Promise<boolean> {
  return told(async () => {
    const { act } = await client.contacts.remove({ id })
    toast({ text: () => m.card_deleted({ name }), icon: Trash2, undo: back(act) })
  })
}

export function removeCompany(id: number, name: string): Promise<boolean> {
  return told(async () => {
    const { act } = await client.companies.remove({ id })
    toast({ text: () => m.card_company_deleted({ name }), icon: Trash2, undo: back(act) })
  })
}
