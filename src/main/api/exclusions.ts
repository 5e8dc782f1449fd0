import type { MailboxId } from '../../shared/model/ids.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import { judgeExclusion } from '../../shared/text/exclusions.ts'
import { addExclusions, removeExclusion, restoreExclusion, takeBackExclusions } from '../engine/exclusions.ts'
import { type ExclusionRow, excludedConversations, exclusionById, exclusionsOf } from '../store/exclusions.ts'
import { allMailboxIds } from '../store/mailboxes.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownMailbox } from './reading.ts'

const { exclusions: ours } = procedures

export const exclusions = {
  list: ours.list.handler(({ context, input }) => {
    const { reader } = context.app.store
    const touched = byEntry(excludedConversations(reader, mailboxesOf(context, input.mailbox)))
    return exclusionsOf(reader, input.mailbox).map(({ id, entry, who, addedAt, validFrom }) => ({
      ...{ id, entry, who, addedAt },
      isForOld: validFrom === 0,
      conversations: touched.get(entry) ?? 0,
    }))
  }),

  look: ours.look.handler(async ({ context, input }) => {
    const mailboxes = mailboxesOf(context, input.mailbox)
    const there = new Set(exclusionsOf(context.app.store.reader, input.mailbox).map((row) => row.entry))
    const entries = [...new Set(input.lines.flatMap((line) => entryOf(line) ?? []))]
    const { letters, split } = await context.app.reader.ask('exclusions', { mailboxes, entries, there: [...there] })
    const sight = (entry: string) => ({ letters: letters[entry] ?? 0, isThere: there.has(entry) })
    return { sights: Object.fromEntries(entries.map((entry) => [entry, sight(entry)])), split }
  }),

  add: ours.add.handler(async ({ context, input }) => {
    mailboxesOf(context, input.mailbox)
    const { engine } = context.app
    const answer = await addExclusions(engine.deps, context.user.id, input.mailbox, input.lines, input.splitExisting)
    if (!answer.ok) throw new Problem(answer.problem)
    return answer.value
  }),

  takeBack: ours.takeBack.handler(async ({ context, input }) => {
    const rows = input.ids.map((id) => ownEntry(context, id))
    const answer = await takeBackExclusions(
      context.app.engine.deps,
      context.user.id,
      rows.map((row) => row.id),
    )
    if (!answer.ok) throw new Problem(answer.problem)
    return {}
  }),

  remove: ours.remove.handler(({ context, input }) => {
    removeExclusion(context.app.engine.deps, context.user.id, ownEntry(context, input.id))
    return {}
  }),

  restore: ours.restore.handler(async ({ context, input }) => {
    await restoreExclusion(context.app.engine.deps, context.user.id, ownEntry(context, input.id))
    return {}
  }),
}

const entryOf = (line: string): string | null => {
  const judged = judgeExclusion(line)
  return judged.ok ? judged.entry : null
}

// The list of the office is the administrator's, that of a mailbox its owner's. Answers the mailboxes that it concerns.
function mailboxesOf(context: Caller, mailbox: MailboxId | null): MailboxId[] {
  if (mailbox !== null) return [ownMailbox(context, mailbox)]
  if (context.user.role !== 'admin') throw new Problem('no-right')
  return allMailboxIds(context.app.store.reader)
}

function ownEntry(context: Caller, id: number): ExclusionRow {
  const row = exclusionById(context.app.store.reader, id)
  if (!row) throw new Problem('not-found')
  mailboxesOf(context, row.mailboxId)
  return row
}

function byEntry(bySender: ReadonlyMap<string, number>): Map<string, number> {
  const entries = new Map(bySender)
  for (const [email, n] of bySender) {
    const domain = `@${domainOf(email)}`
    entries.set(domain, (entries.get(domain) ?? 0) + n)
  }
  return entries
}
