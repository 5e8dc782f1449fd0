import type { MergeCandidate } from '../../shared/api/threads.ts'
import type { ConversationId } from '../../shared/model/ids.ts'
import type { ApartRule } from '../../shared/model/thread-act.ts'
import { UNDO_DAYS } from '../../shared/time/undo-days.ts'
import { setApart } from '../engine/apart.ts'
import { mergeConversations, moveLetters } from '../engine/hands.ts'
import { undoAct } from '../engine/hands-undo.ts'
import { mergePreview } from '../engine/merge-preview.ts'
import type { Answer } from '../engine/send-answer.ts'
import { apartRuleFor, whyHere } from '../engine/why-here.ts'
import { type ApartRuleFacts, apartRuleById, standingRules } from '../store/apart-rules.ts'
import { conversationByNumber } from '../store/conversations-read.ts'
import { type CandidateRow, candidate, ofSameCompany, ofSamePerson, ofSameSubject } from '../store/merge-candidates.ts'
import { actById, actsOf } from '../store/thread-acts.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownConversation, ownMailbox, ownMessage } from './reading.ts'

const { threads: ours } = procedures
const BEST = 3
const FOUND = 8
const DAY_MS = 86_400_000
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export const threads = {
  candidates: ours.candidates.handler(async ({ context, input }) => {
    const id = ownConversation(context, input.id)
    const q = input.q.trim()
    return q === '' ? best(context, id) : found(context, id, q)
  }),

  mergePreview: ours.mergePreview.handler(({ context, input }) => {
    const preview = mergePreview(
      context.app.store.reader,
      ownConversation(context, input.id),
      ownConversation(context, input.other),
    )
    if (!preview) throw new Problem('not-found')
    return preview
  }),

  merge: ours.merge.handler(({ context, input }) =>
    done(
      mergeConversations(
        context.app.engine,
        context.user.id,
        ownConversation(context, input.id),
        ownConversation(context, input.other),
        input.subject,
      ),
    ),
  ),

  split: ours.split.handler(({ context, input }) =>
    done(
      moveLetters(
        ...([context.app.engine, context.user.id, ownConversation(context, input.id), input.letters] as const),
        null,
        input.subject,
        input.apart,
      ),
    ),
  ),

  move: ours.move.handler(({ context, input }) =>
    done(
      moveLetters(
        context.app.engine,
        context.user.id,
        ownConversation(context, input.id),
        input.letters,
        ownConversation(context, input.to),
      ),
    ),
  ),

  undo: ours.undo.handler(({ context, input }) => {
    const act = actById(context.app.store.reader, input.act)
    if (!act) throw new Problem('not-found')
    ownMailbox(context, act.mailboxId)
    return done(undoAct(context.app.engine, context.user.id, input.act))
  }),

  acts: ours.acts.handler(({ context, input }) => {
    const now = context.app.clock.now()
    return actsOf(context.app.store.reader, ownConversation(context, input.id)).map((act) => ({
      ...{ id: act.id, kind: act.kind, at: act.at, who: act.who, letters: act.letters },
      from: act.fromNumber,
      to: act.toNumber,
      rules: standingRules(context.app.store.reader, act.id).map(ruleOf),
      isUndoable: act.at >= now - UNDO_DAYS * DAY_MS,
    }))
  }),

  apart: ours.apart.handler(({ context, input }) => {
    const { reader } = context.app.store
    const id = apartRuleFor(reader, ownMailbox(context, input.mailbox), ownMessage(context, input.message))
    const rule = id === null ? null : apartRuleById(reader, id)
    return rule && ruleOf(rule)
  }),

  setApart: ours.setApart.handler(({ context, input }) => {
    const { engine, store } = context.app
    const rule = apartRuleById(store.reader, input.rule)
    if (!rule) throw new Problem('not-found')
    ownMailbox(context, rule.mailboxId)
    setApart(engine.deps, context.user.id, rule, input.isOn)
    return ruleOf({ ...rule, until: input.isOn ? null : 0 })
  }),

  why: ours.why.handler(({ context, input }) => {
    const { reader } = context.app.store
    const mailbox = ownMailbox(context, input.mailbox)
    return whyHere(reader, mailbox, ownMessage(context, input.message))
  }),
}

function best(context: Caller, id: ConversationId): MergeCandidate[] {
  const { reader } = context.app.store
  const offered = [
    ...ofSameSubject(reader, id, BEST).map((row) => shown(row, 'same-subject')),
    ...ofSamePerson(reader, id, BEST).map((row) => shown(row, 'same-person')),
    ...ofSameCompany(reader, id, BEST).map((row) => shown(row, 'same-company')),
  ]
  return [...new Map(offered.toReversed().map((one) => [one.id, one])).values()].toReversed().slice(0, BEST)
}

/** By number, else by the words of the search; only conversations of the same mailbox. */
async function found(context: Caller, id: ConversationId, q: string): Promise<MergeCandidate[]> {
  const { app, user } = context
  const { reader } = app.store
  const here = candidate(reader, id)
  if (!here) return []
  const ids: ConversationId[] = []
  const number = /^(?:№|#|No\.?)?\s*(\d{1,15})$/i.exec(q)?.[1]
  const byNumber = number === undefined ? null : conversationByNumber(reader, Number(number))
  if (byNumber) ids.push(byNumber.id)
  const { letters } = await app.reader.ask('search', {
    ...{
      text: q,
      user: user.id,
      mailboxes: [here.mailboxId],
      limit: 40,
      below: null,
      now: app.clock.now(),
      zone: ZONE,
    },
  })
  ids.push(...letters.map((hit) => hit.conversationId))
  return [...new Set(ids)]
    .flatMap((one) => {
      const row = one === id ? null : candidate(reader, one)
      return row?.mailboxId === here.mailboxId ? [shown(row, 'found')] : []
    })
    .slice(0, FOUND)
}

const shown = ({ whoName, whoEmail, ...row }: CandidateRow, because: MergeCandidate['because']): MergeCandidate => ({
  ...{ id: row.id, number: row.number, subject: row.subject, company: row.company, state: row.state },
  ...{ letters: row.letters, lastAt: row.lastAt, because },
  who: { name: whoName, email: whoEmail },
})

const ruleOf = ({ id, kind, at, who, sender, client, until }: ApartRuleFacts): ApartRule => ({
  ...{ id, kind, at, who, sender, client },
  isOn: until === null,
})

/** What an act of the engine answered, or its refusal. */
function done<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Problem(answer.problem, { ...(answer.field ? { field: answer.field } : {}) })
  return answer.value
}
