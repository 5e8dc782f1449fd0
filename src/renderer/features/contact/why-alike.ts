import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { PairReason } from '../../../shared/model/card.ts'

const words: Record<PairReason, () => string> = {
  email: m.people_why_email,
  phone: m.people_why_phone,
  name: m.people_why_name,
}

/** Why two cards look like one person: "one address". */
export const whyText = (because: PairReason): string => words[because]()
