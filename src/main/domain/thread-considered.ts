import type { ThreadLetter, ThreadLookup, ThreadRules } from './thread-model.ts'
import { exclusionOf, modeAt } from './thread-rules.ts'

/** One rule that was asked for a letter's place: what it spoke of, and why it won or lost. */
export interface Considered {
  rule: 'manual' | 'excluded' | 'reply' | 'references' | 'subject'
  outcome:
    | 'decided'
    | 'not-needed'
    /** The letter says nothing of the kind. */
    | 'absent'
    | 'not-here'
    | 'other-people'
    | 'other-topic'
    | 'too-old'
    | 'excluded'
    | 'off'
  about: string
  days: number | null
}

const DAY_MS = 86_400_000

/** The rules in their order with what each found for the letter; `won` is the rule of its edge. */
export function consideredFor(
  letter: ThreadLetter,
  won: string,
  lookup: ThreadLookup,
  rules: ThreadRules,
): Considered[] {
  const clientEmail = letter.clients[0] ?? ''
  const isOff = modeAt(rules, letter.receivedAt) !== 'smart'
  const byReply = letter.inReplyTo === '' ? [] : [letter.inReplyTo]
  const byReferences = letter.references.toReversed().filter((id) => id !== letter.inReplyTo)
  return [
    ofHand(letter, won, lookup),
    ofExclusions(letter, won, rules),
    ofHeader(
      'reply',
      letter,
      byReply,
      won === 'reply' || won === 'reply-to-ours',
      isOff || isBefore(won, 'reply'),
      lookup,
    ),
    ofHeader('references', letter, byReferences, won === 'references', isOff || isBefore(won, 'references'), lookup),
    ofSubject(letter, clientEmail, won, lookup, rules),
  ].filter((one) => one.outcome !== 'decided')
}

const ORDER = ['manual', 'excluded', 'grouping-off', 'apart', 'reply', 'references', 'subject', 'first']
const placeOf = (rule: string) => ORDER.indexOf(rule === 'reply-to-ours' ? 'reply' : rule)
const isBefore = (won: string, rule: string) => placeOf(won) < placeOf(rule)
const said = (rule: Considered['rule'], outcome: Considered['outcome'], about = '', days: number | null = null) => ({
  rule,
  outcome,
  about,
  days,
})

function ofHand(letter: ThreadLetter, won: string, lookup: ThreadLookup): Considered {
  return said('manual', won === 'manual' ? 'decided' : lookup.decision(letter.id) ? 'not-here' : 'absent')
}

function ofExclusions(letter: ThreadLetter, won: string, rules: ThreadRules): Considered {
  if (won === 'excluded') return said('excluded', 'decided')
  const entry = exclusionOf(letter, rules)
  return entry === null ? said('excluded', 'absent', letter.from) : said('excluded', 'not-needed', entry)
}

function ofHeader(
  rule: 'reply' | 'references',
  letter: ThreadLetter,
  ids: readonly string[],
  hasWon: boolean,
  isSkipped: boolean,
  lookup: ThreadLookup,
): Considered {
  if (hasWon) return said(rule, 'decided')
  const [first] = ids
  if (first === undefined) return said(rule, 'absent')
  if (isSkipped) return said(rule, 'not-needed', first)
  const parents = lookup.byMessageIds([...ids]).filter((parent) => parent.id !== letter.id)
  const [parent] = parents
  if (!parent) return said(rule, 'not-here', first)
  const isOtherTopic =
    parent.subjectKey !== letter.subjectKey &&
    (parent.isOursById || parent.outside.some((email) => letter.outside.includes(email)))
  return said(rule, isOtherTopic ? 'other-topic' : 'other-people', isOtherTopic ? parent.subjectKey : first)
}

function ofSubject(
  letter: ThreadLetter,
  clientEmail: string,
  won: string,
  lookup: ThreadLookup,
  rules: ThreadRules,
): Considered {
  if (won === 'subject') return said('subject', 'decided')
  if (letter.subjectKey === '' || clientEmail === '') return said('subject', 'absent')
  if (isBefore(won, 'subject')) return said('subject', 'not-needed', letter.subjectKey)
  const before = lookup.nodeBefore(clientEmail, letter.subjectKey, letter.at, letter.identity)
  const parent = before && lookup.letter(before.letter)
  if (!parent) return said('subject', 'not-here', letter.subjectKey)
  if (exclusionOf(parent, rules) !== null) return said('subject', 'excluded', letter.subjectKey)
  return said('subject', 'too-old', letter.subjectKey, Math.floor((letter.at - parent.at) / DAY_MS))
}
