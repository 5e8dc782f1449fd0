// A talk of several people as a property test draws it: letters that come, and what happens to them in between.
import fc from 'fast-check'
import type { Grouping } from '../../src/shared/model/mailbox.ts'
import type { ApartKind } from '../../src/shared/model/thread-act.ts'
import type { Copy } from './mailroom.ts'

export const US = 'office@our.example'
export const HOUR = 3_600_000
export const START = Date.UTC(2026, 0, 1)
const ANNA = 'anna@x.ru'
/** Both stand on one card; the second one may turn out to be ours. */
export const OLEG = ['oleg@x.ru', 'oleg@home.ru'] as const
const PEOPLE = [ANNA, ...OLEG, 'vera@y.ru']

const LETTER = fc.record({
  /** How far back; 0 names the next letter, which may never come. */
  answers: fc.option(fc.constantFrom(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 0), { freq: 6 }),
  also: fc.option(fc.nat(8), { freq: 1 }),
  isOurs: fc.constantFrom(false, false, true),
  who: fc.constantFrom(ANNA, OLEG[0], OLEG[0], OLEG[0], OLEG[1], 'vera@y.ru'),
  others: fc.subarray(PEOPLE),
  /** Where the others are named; `undisclosed`: nobody is named to anybody. */
  named: fc.constantFrom('cc', 'cc', 'cc', 'to', 'bcc', 'undisclosed', 'nowhere'),
  subject: fc.constantFrom('Счёт', 'Re: Счёт', 'Re: Счёт', 'Re: Счёт', 'Re: Счёт', 'Счёт и договор', '', ''),
  hours: fc.nat(20),
  /** Arrives among letters that are newer. */
  isLate: fc.constantFrom(false, false, false, false, true),
  /** The sender's clock, against the server's. */
  clockHours: fc.constantFrom(0, 0, 0, -60, -20, 30),
})
type DrawnLetter = typeof LETTER extends fc.Arbitrary<infer T> ? T : never

/** The letter that comes as number `n`. */
export function copyOf(drawn: DrawnLetter, n: number): Copy {
  const { answers, also, isOurs, who, named, subject, hours, isLate, clockHours } = drawn
  const internalAt = START + (isLate ? hours * 5 : n * 10 + hours) * HOUR
  const idOf = (back: number | null) =>
    back === null || n === 0 ? '' : `m${back === 0 ? n + 1 : Math.max(0, n - back)}`
  const others = drawn.others.filter((one) => one !== who)
  const hidden = named === 'undisclosed' ? [who, ...others] : named === 'bcc' ? others : []
  const letter = {
    ...{ content: `letter ${n}`, messageId: `m${n}`, at: internalAt + clockHours * HOUR, subject, replyTo: null },
    ...{ inReplyTo: idOf(answers), references: [idOf(also)].filter((id) => id !== '') },
    ...{ from: isOurs ? US : who, cc: named === 'cc' ? others : [], bcc: isOurs ? hidden : [] },
    to: named === 'undisclosed' ? [] : [isOurs ? who : US, ...(named === 'to' ? others : [])],
  }
  return { letter, mailbox: US, folder: isOurs ? 'sent' : 'inbox', isSeen: false, internalAt }
}

// The numbers choose among what is there.
const ANY = fc.nat(9)
const TICKS = fc.nat(255)
const CLOCK = fc.nat(300)
const APART = fc.subarray<ApartKind>(['subject', 'always'], { minLength: 1 })
const LETTERS = fc.record({
  kind: fc.constant('letters'),
  /** In one commit. */
  letters: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(LETTER) },
    { weight: 1, arbitrary: fc.array(LETTER, { minLength: 2, maxLength: 4 }) },
  ),
})
// Where somebody is always kept apart, his letters into another talk find each other by their subject alone.
const ANOTHER_TALK = fc.tuple(LETTER, LETTER, LETTER).map(([begun, one, other]) => {
  const plain = { also: null, isOurs: false, isLate: false }
  const letters: DrawnLetter[] = [
    { ...begun, ...plain, who: ANNA, answers: null },
    { ...one, ...plain, who: OLEG[0], answers: 1, subject: begun.subject },
    { ...other, ...plain, who: OLEG[0], answers: 2, subject: begun.subject },
  ]
  return { kind: 'letters' as const, letters }
})
const SPLIT_OFF = fc.record({
  kind: fc.constant('split-off'),
  ...{ talk: ANY, who: fc.constantFrom(OLEG[0], OLEG[0], ANNA), clock: CLOCK, apart: APART },
})
const STEP = fc.oneof(
  { weight: 20, arbitrary: LETTERS },
  { weight: 2, arbitrary: ANOTHER_TALK },
  {
    weight: 2,
    arbitrary: fc.record({
      /** A letter that is here comes to another folder too. */
      kind: fc.constant('copy'),
      ...{
        letter: fc.nat(20),
        folder: fc.constantFrom('inbox', 'sent'),
        hoursBefore: fc.constantFrom(0, 0, 0, 12, 60),
      },
    }),
  },
  { weight: 2, arbitrary: SPLIT_OFF },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('split'),
      ...{ talk: ANY, ticks: TICKS, clock: CLOCK, apart: fc.oneof(fc.constant<ApartKind[]>([]), APART) },
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move'), talk: ANY, to: ANY, ticks: TICKS }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge'), talk: ANY, to: ANY }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo'), act: ANY }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), rule: ANY, isOn: fc.boolean(), clock: CLOCK }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('own') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('exclude'),
      ...{ entry: fc.constantFrom(OLEG[0], ANNA, '@x.ru'), from: CLOCK, until: fc.option(CLOCK) },
    }),
  },
)
/** Something that happens. */
export type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never

const first = (who: DrawnLetter['who'], answers: DrawnLetter['answers'], isOurs: boolean): Step => ({
  kind: 'letters',
  letters: [
    {
      ...{ who, answers, also: null, isOurs, others: [ANNA, OLEG[0]], named: 'cc', subject: 'Re: Счёт' },
      ...{ hours: 0, isLate: false, clockHours: 0 },
    },
  ],
})
// Anna began, we answered both, Oleg answered us: then his letters leave, and the talk goes on.
const STEPS = fc
  .tuple(
    fc.array(STEP, { maxLength: 3 }),
    SPLIT_OFF.map((split) => ({ ...split, talk: 0 })),
    fc.array(STEP, { minLength: 4, maxLength: 16 }),
  )
  .map(([before, split, after]): Step[] => [
    ...[first(ANNA, null, false), first(ANNA, 1, true), first(OLEG[0], 1, false)],
    ...[...before, split, ...after],
  ])

/** A mailbox's settings, what happens in it, and how the same letters come a second time. */
export const CASE = fc.record({
  modes: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ mode: fc.constantFrom<Grouping>('smart', 'subject', 'off'), from: CLOCK }), {
        ...{ minLength: 1, maxLength: 2 },
      }),
    },
  ),
  steps: STEPS,
  order: fc.infiniteStream(fc.nat(999)),
  commits: fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
})
