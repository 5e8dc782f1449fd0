import Info from '@lucide/svelte/icons/info'
import Undo2 from '@lucide/svelte/icons/undo-2'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { CompanyBack, ContactBack } from '../../../shared/model/card.ts'
import type { CompanyId, ContactId } from '../../../shared/model/ids.ts'
import { addressProblem, normaliseAddress } from '../../../shared/text/addresses.ts'
import { type PhoneProblem, phoneProblem } from '../../../shared/text/phones.ts'
import { client } from '../../lib/client.ts'
import { problemText } from '../../lib/problems.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { addressFault } from '../compose/recipients.ts'

const phoneWords: Record<PhoneProblem, () => string> = {
  letters: m.card_phone_letters,
  'no-digits': m.card_phone_no_digits,
  'too-short': m.card_phone_too_short,
  'too-long': m.card_phone_too_long,
}

/** What is wrong with a phone as typed, in words; null when nothing is. */
export function phoneFault(phone: string): string | null {
  const problem = phoneProblem(phone)
  return problem === null ? null : phoneWords[problem]()
}

export function emailFault(email: string): string | null {
  return addressProblem(normaliseAddress(email)) === null ? null : (addressFault({ name: '', email }) ?? null)
}

type Field = keyof ContactBack | keyof CompanyBack
const fieldNames: Record<Field, () => string> = {
  name: m.card_name,
  position: m.card_position,
  company: m.card_company,
  emails: m.card_email,
  phones: m.card_phone,
  note: m.card_note,
  domains: m.company_domains,
}

export type ContactChange = Omit<Parameters<typeof client.contacts.update>[0], 'id'>
type CompanyChange = Omit<Parameters<typeof client.companies.update>[0], 'id'>

/** Keeps a change of a contact and offers to take it back; answers the refusal in words, or null. */
export const keepContact = (what: () => string, id: ContactId, change: ContactChange) =>
  keep(
    what,
    () => client.contacts.update({ id, ...change }),
    (back) => client.contacts.takeBack({ id, back }),
  )

export const keepCompany = (what: () => string, id: CompanyId, change: CompanyChange) =>
  keep(
    what,
    () => client.companies.update({ id, ...change }),
    (back) => client.companies.takeBack({ id, back }),
  )

async function keep<Back extends object>(
  what: () => string,
  save: () => Promise<{ back: Back }>,
  takeBack: (back: Back) => Promise<{ kept: readonly Field[] }>,
): Promise<string | null> {
  let back: Back
  try {
    back = (await save()).back
  } catch (error) {
    return problemText(error)
  }
  const touched = Object.values(back).filter((one) => one !== undefined).length
  const text = () => m.card_saved({ field: what() })
  // Somebody has written the same before: there is nothing to take back.
  if (touched === 0) {
    toast({ text })
    return null
  }
  toast({
    text,
    undo: {
      run: async () => {
        const { kept } = await takeBack(back)
        if (kept.length === 0) toast({ text: () => m.card_undone(), icon: Undo2, seconds: 2 })
        else toast({ text: () => keptText(kept, kept.length === touched), icon: Info, seconds: 8 })
      },
    },
  })
  return null
}

function keptText(kept: readonly Field[], isAll: boolean): string {
  const fields = kept.map((field) => fieldNames[field]()).join(', ')
  return isAll ? m.card_kept({ fields }) : m.card_kept_part({ fields })
}

/** Runs something that may be refused; the refusal is said in a toast. True when it went well. */
export async function told(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
    return false
  }
}
