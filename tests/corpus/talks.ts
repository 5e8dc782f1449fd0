import type { Dice } from './dice.ts'
import { OFFICE, type Somebody } from './people.ts'
import { capital, type Language, word } from './words.ts'

/** A talk that letters can answer: who takes part and what was said last. */
export interface Talk {
  no: number
  subject: string
  language: Language
  /** Everybody of the other side who was in it from its beginning; the first one is the client. */
  others: Somebody[]
  letters: { id: string; no: number; from: Somebody; text: string; html: string }[]
}

export type Defect =
  | 'none'
  | 'subject-only'
  | 'no-references'
  | 'broken-references'
  | 'unknown-parent'
  | 'no-message-id'

export interface Answer {
  from: Somebody
  to: Somebody
  cc: Somebody[]
  subject: string
  inReplyTo: string
  references: string
  defect: Defect
  /** The letter that was really answered, by its place in the corpus. */
  parent: number
}

const PREFIXES = ['Re: ', 'Re: ', 'Re: ', 'RE: ', 'Отв: ', 'HA: ', 'Re[2]: ', 'Fwd: ', 'FW: ']

/** Somebody of the talk answers one of its last letters, with the headers that mail programs really leave behind. */
export function answer(dice: Dice, talk: Talk): Answer {
  const back = Math.floor(Math.min(talk.letters.length, 4) * dice.next() * dice.next())
  const parent = talk.letters.at(-1 - back)
  if (!parent) throw new Error('a talk without letters cannot be answered')
  const everybody = [OFFICE, ...talk.others]
  const writers = everybody.filter((one) => one !== parent.from)
  const from = parent.from !== OFFICE && dice.chance(0.6) ? OFFICE : dice.pick(writers)
  const to = parent.from
  const others = everybody.filter((one) => one !== from && one !== to)
  // A letter to the office's mailbox names the office.
  const cc = dice.chance(0.7) ? others : others.filter((one) => one === OFFICE)
  const tag = dice.chance(0.04) ? `[#${dice.int(1000, 9999)}] ` : ''
  const subject = `${dice.pick(PREFIXES)}${dice.chance(0.1) ? dice.pick(PREFIXES) : ''}${tag}${talk.subject}`
  return { from, to, cc, subject, parent: parent.no, ...headers(dice, talk, parent.id) }
}

function headers(dice: Dice, talk: Talk, parent: string): Pick<Answer, 'inReplyTo' | 'references' | 'defect'> {
  const share = dice.next()
  if (share < 0.06) return { inReplyTo: '', references: '', defect: 'subject-only' }
  if (share < 0.14) return { inReplyTo: parent, references: '', defect: 'no-references' }
  if (share < 0.17) {
    const references = `<${dice.hex(10)}@lost.example> ${parent.slice(0, -4)}`
    return { inReplyTo: parent, references, defect: 'broken-references' }
  }
  if (share < 0.19) {
    const lost = `<${dice.hex(16)}@gone.example>`
    return { inReplyTo: lost, references: lost, defect: 'unknown-parent' }
  }
  const ids = talk.letters.slice(-12).map((letter) => letter.id)
  return { inReplyTo: parent, references: ids.join('\n '), defect: 'none' }
}

export function newSubject(dice: Dice, language: Language, isList: boolean): string {
  const words = Array.from({ length: dice.int(2, 7) }, () => word(dice, language)).join(' ')
  const number = dice.chance(0.3) ? ` № ${dice.int(1, 9999)}` : ''
  return `${isList ? `[${dice.pick(['devel', 'ops', 'sales'])}] ` : ''}${capital(words)}${number}`
}
