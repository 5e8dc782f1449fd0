import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { AddressProblem } from '../../../shared/text/addresses.ts'
import { judgeExclusion } from '../../../shared/text/exclusions.ts'

export type JudgedLine =
  | { text: string; is: 'blank' }
  | { text: string; is: 'good' | 'repeat' | 'there'; entry: string }
  | { text: string; is: 'bad'; why: AddressProblem }

/** Every line of the field with what it is; `there` are entries of the list. */
export function judgeLines(text: string, there: ReadonlySet<string>): JudgedLine[] {
  const seen = new Set<string>()
  return text.split('\n').map((line): JudgedLine => {
    if (line.trim() === '') return { text: line, is: 'blank' }
    const judged = judgeExclusion(line)
    if (!judged.ok) return { text: line, is: 'bad', why: judged.why }
    const { entry } = judged
    const is = there.has(entry) ? 'there' : seen.has(entry) ? 'repeat' : 'good'
    seen.add(entry)
    return { text: line, is, entry }
  })
}

type Asked = { mailbox: number | null; lines: readonly string[] }

/** Whether an answer speaks of the good lines as they stand now: one of a line that was spoilt since counts its letters too. */
export function isOf(answered: Asked | undefined, { mailbox, lines }: Asked): boolean {
  return (
    answered?.mailbox === mailbox &&
    answered.lines.length === lines.length &&
    lines.every((line, n) => line === answered.lines[n])
  )
}

const why: Record<AddressProblem, () => string> = {
  empty: () => '',
  'no-at': m.exclusions_bad_no_at,
  'several-at': m.exclusions_bad_several_at,
  'space-inside': m.exclusions_bad_space_inside,
  'no-local': m.exclusions_bad_no_local,
  'no-domain': m.exclusions_bad_no_domain,
  'no-ending': m.exclusions_bad_no_ending,
  'bad-dots': m.exclusions_bad_dots,
  'bad-character': m.exclusions_bad_character,
  'too-long': m.exclusions_bad_too_long,
}
export const whyBad = (problem: AddressProblem): string => why[problem]()
