import { z } from 'zod'
import { ConversationState } from '../model/conversation.ts'
import { ConversationId, MailboxId, MessageId, Time } from '../model/ids.ts'
import { ApartKind, ApartRule, ThreadAct } from '../model/thread-act.ts'
import { MOST_SUBJECT } from '../text/subjects.ts'
import { procedure } from './base.ts'

/** A conversation to merge with; `because` says why it was offered. */
export const MergeCandidate = z.object({
  id: ConversationId,
  number: z.number().int(),
  subject: z.string(),
  who: z.object({ name: z.string(), email: z.string() }),
  company: z.string().nullable(),
  state: ConversationState,
  letters: z.number().int(),
  lastAt: Time,
  because: z.enum(['same-person', 'same-subject', 'same-company', 'found']),
})
export type MergeCandidate = z.infer<typeof MergeCandidate>

/** How a conversation is called, said by a person; null: as its letters are. */
const Name = z.string().trim().min(1).max(MOST_SUBJECT).nullable().default(null)

export const MergePreview = z.object({
  subject: z.string(),
  /** What it may be called instead, the usual one first. */
  subjects: z.array(z.string()),
  /** The number that survives, and the one that will lead to it. */
  number: z.number().int(),
  alias: z.number().int(),
  letters: z.number().int(),
  people: z.number().int(),
  state: ConversationState,
  /** Their clients are different people: it may be a mistake. */
  areOtherClients: z.boolean(),
  clients: z.tuple([z.string(), z.string()]),
})
export type MergePreview = z.infer<typeof MergePreview>

/** What else was considered for a letter's place, and why it lost. */
export const Considered = z.object({
  rule: z.enum(['manual', 'excluded', 'reply', 'references', 'subject']),
  outcome: z.enum([
    'decided',
    'not-needed',
    'absent',
    'not-here',
    'other-people',
    'other-topic',
    'too-old',
    'excluded',
    'off',
  ]),
  /** What it speaks of: an id, a subject, an address. */
  about: z.string(),
  days: z.number().int().nullable(),
})
export type Considered = z.infer<typeof Considered>

const Done = z.object({ act: z.number().int(), conversationId: ConversationId, number: z.number().int() })

export const threads = {
  candidates: procedure('mail.read')
    .input(z.object({ id: ConversationId, q: z.string().max(200).default('') }))
    .output(z.array(MergeCandidate)),
  mergePreview: procedure('mail.read')
    .input(z.object({ id: ConversationId, other: ConversationId }))
    .output(MergePreview),
  merge: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/{id}/merge' })
    .input(z.object({ id: ConversationId, other: ConversationId, subject: Name }))
    .output(Done),
  /** Ticked letters leave for a new conversation. */
  split: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/{id}/split' })
    .input(
      z.object({
        id: ConversationId,
        letters: z.array(MessageId).min(1).max(5000),
        subject: Name,
        /** What is asked of later letters of the person whose letters leave. */
        apart: z.array(ApartKind).max(2).default([]),
      }),
    )
    .output(Done),
  move: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/{id}/move' })
    .input(z.object({ id: ConversationId, letters: z.array(MessageId).min(1).max(5000), to: ConversationId }))
    .output(Done),
  undo: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/acts/{act}/undo' })
    .input(z.object({ act: z.number().int() }))
    .output(z.object({ conversationId: ConversationId, number: z.number().int() })),
  acts: procedure('mail.read')
    .route({ method: 'GET', path: '/conversations/{id}/acts' })
    .input(z.object({ id: ConversationId }))
    .output(z.array(ThreadAct)),
  /** The rule of a split by which a letter stands where it stands; null: another rule. */
  apart: procedure('mail.read')
    .input(z.object({ message: MessageId, mailbox: MailboxId }))
    .output(ApartRule.nullable()),
  /** Ends such a rule for letters that come from now on, or lets it hold on. */
  setApart: procedure('mail.read')
    .route({ method: 'POST', path: '/conversations/rules/{rule}' })
    .input(z.object({ rule: z.number().int(), isOn: z.boolean() }))
    .output(ApartRule),
  why: procedure('mail.read')
    .input(z.object({ message: MessageId, mailbox: MailboxId }))
    .output(z.array(Considered)),
}
