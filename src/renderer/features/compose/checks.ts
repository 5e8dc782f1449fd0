import type { DraftContent, Usage } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { lettersOf, MOST_SEPARATE } from '../../../shared/model/separate.ts'
import { count } from '../../lib/format.ts'
import { boxTrouble } from './boxes.ts'
import { addressFault } from './recipients.ts'

/** An error keeps the letter here; a warning asks once. */
export type Check = {
  id: string
  level: 'error' | 'warning'
  text: string
  where: 'to' | 'from' | 'subject' | 'text' | 'files'
}

export type SendFacts = {
  box: Mailbox | undefined
  usage: Usage | undefined
  files: number
  /** Why the letter cannot go with its files. */
  fault: string | null
  /** Until when the provider takes nothing from the mailbox, as a person says it; null when it does. */
  blockedUntil: string | null
  /** Why its server may not take the letter, where that is only our guess. */
  doubt: string | null
  /** What it goes without. */
  missing: string | null
}

/** What speaks against sending the letter as it is, the worst first. */
export function checksOf(content: DraftContent, facts: SendFacts): Check[] {
  const found = [...recipientChecks(content, facts), ...boxChecks(content, facts)]
  if (facts.fault !== null) found.push({ id: 'files', level: 'error', where: 'files', text: facts.fault })
  if (facts.doubt !== null) found.push({ id: 'size', level: 'warning', where: 'files', text: facts.doubt })
  if (facts.missing !== null) found.push({ id: 'missing', level: 'warning', where: 'files', text: facts.missing })
  if (content.subject.trim() === '')
    found.push({ id: 'subject', level: 'warning', where: 'subject', text: m.writing_check_subject() })
  if (facts.files === 0 && speaksOfFile(content.html))
    found.push({ id: 'file', level: 'warning', where: 'files', text: m.writing_check_file() })
  return [...found.filter((one) => one.level === 'error'), ...found.filter((one) => one.level === 'warning')]
}

function recipientChecks(content: DraftContent, { usage }: SendFacts): Check[] {
  const all = [...content.to, ...content.cc, ...content.bcc]
  const error = (id: string, text: string): Check[] => [{ id, level: 'error', where: 'to', text }]
  if (all.length === 0) return error('nobody', m.compose_nobody())
  const bad = all.filter((person) => addressFault(person) !== undefined)
  if (bad.length > 0) return error('addresses', m.compose_fix_addresses({ n: bad.length }))
  const letters = lettersOf(content)
  if (letters.length > MOST_SEPARATE) return error('letters', m.writing_check_letters({ n: count(MOST_SEPARATE) }))
  const limit = usage?.perLetter ?? 100
  return letters.length === 1 && all.length > limit
    ? error('limit', m.writing_check_limit({ n: count(limit), over: count(all.length - limit) }))
    : []
}

function boxChecks(content: DraftContent, { box, usage, blockedUntil }: SendFacts): Check[] {
  if (box === undefined) return [{ id: 'from', level: 'error', where: 'from', text: m.writing_check_from() }]
  const trouble = boxTrouble(box)
  if (trouble?.is === 'cannot')
    return [
      { id: 'from', level: 'error', where: 'from', text: m.writing_check_box({ box: box.address, why: trouble.text }) },
    ]
  if (trouble)
    return [
      {
        id: 'box',
        level: 'warning',
        where: 'from',
        text: m.writing_check_box_waits({ box: box.address, why: trouble.text }),
      },
    ]
  if (blockedUntil !== null) {
    const text = m.writing_check_block({ box: box.address, until: blockedUntil })
    return [{ id: 'block', level: 'warning', where: 'from', text }]
  }
  const people = content.to.length + content.cc.length + content.bcc.length
  return usage?.perDay != null && usage.used + people > usage.perDay
    ? [{ id: 'day', level: 'warning', where: 'from', text: m.writing_check_day({ n: count(usage.perDay) }) }]
    : []
}

const FILE_WORDS = /(?<![\p{L}])(?:attached|attachments?|прикреп|прилага[юе]|во\s+вложени|вложен|вложил)/iu

/** The author's own words speak of a file; those that he quotes do not count, and a picture in the text is one. */
export function speaksOfFile(html: string): boolean {
  if (/<img\b/i.test(html)) return false
  const own = html.replace(/<blockquote[\s\S]*<\/blockquote>/gi, ' ').replace(/<div class="golub-quote">[\s\S]*/i, ' ')
  return FILE_WORDS.test(own.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' '))
}
