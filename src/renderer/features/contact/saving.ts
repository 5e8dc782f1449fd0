import Undo2 from '@lucide/svelte/icons/undo-2'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { addressProblem, normaliseAddress } from '../../../shared/text/addresses.ts'
import { type PhoneProblem, phoneProblem } from '../../../shared/text/phones.ts'
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

/** Keeps a change and offers to take it back; answers the refusal in words, or null. */
export async function keep(
  what: () => string,
  save: () => Promise<unknown>,
  back: () => Promise<unknown>,
): Promise<string | null> {
  try {
    await save()
  } catch (error) {
    return problemText(error)
  }
  toast({
    text: () => m.card_saved({ field: what() }),
    undo: {
      run: async () => {
        try {
          await back()
          toast({ text: () => m.card_undone(), icon: Undo2, seconds: 2 })
        } catch (error) {
          toast({ text: () => problemText(error), tone: 'urgent' })
        }
      },
    },
  })
  return null
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
