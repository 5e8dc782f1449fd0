// The exclusion lists: adding acts on new letters, or on those that are here too; then their conversations are split step by step.
import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import { judgeExclusion, MOST_EXCLUSIONS } from '../../shared/text/exclusions.ts'
import { UNDO_DAYS } from '../../shared/time/undo-days.ts'
import {
  addExclusion,
  type ExclusionRow,
  endExclusion,
  exclusionById,
  exclusionsOf,
  lettersFrom,
  markFollowed,
  sendersOf,
  unfollowed,
  voidExclusion,
} from '../store/exclusions.ts'
import { note } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { allMailboxIds } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'
import { deskOf } from './desk.ts'
import { type Answer, refused } from './send-answer.ts'
import { reconsider } from './threads.ts'

const DAY_MS = 86_400_000
const STEP = 50

export interface Added {
  added: number[]
  known: number
  refused: { line: string; why: string }[]
}

/** Each line is judged by itself: good ones are saved, bad ones come back. With `isForOld` old conversations are split too. */
export async function addExclusions(
  deps: Deps,
  user: UserId,
  mailbox: MailboxId | null,
  lines: readonly string[],
  isForOld: boolean,
): Promise<Answer<Added>> {
  const { store, ports } = deps
  const now = ports.clock.now()
  const judged = lines.filter((line) => line.trim() !== '').map((line) => ({ line, verdict: judgeExclusion(line) }))
  const bad = judged.flatMap(({ line, verdict }) => (verdict.ok ? [] : [{ line, why: verdict.why }]))
  const good = [...new Set(judged.flatMap(({ verdict }) => (verdict.ok ? [verdict.entry] : [])))]
  const answer = store.write((tx): Answer<Added> => {
    const there = new Set(exclusionsOf(tx, mailbox).map((row) => row.entry))
    const wanted = good.filter((entry) => !there.has(entry))
    if (there.size + wanted.length > MOST_EXCLUSIONS) return refused('too-many-entries')
    const added = wanted.map((entry) => {
      say(tx, 'exclusion-added', { mailboxId: mailbox, entry }, user, '', entry, now)
      return addExclusion(tx, mailbox, entry, user, now, isForOld)
    })
    tx.changed('office')
    return { ok: true, value: { added, known: good.length - wanted.length, refused: bad } }
  })
  if (isForOld) await followExclusions(deps)
  return answer
}

/** New letters are grouped again; those that came while it held stay as they are. */
export function removeExclusion(deps: Deps, user: UserId, row: ExclusionRow): void {
  const now = deps.ports.clock.now()
  deps.store.write((tx) => {
    endExclusion(tx, row.id, now)
    say(tx, 'exclusion-removed', row, user, row.entry, '', now)
    tx.changed('office')
  })
}

/** A removal is taken back, as if it had not been. */
export async function restoreExclusion(deps: Deps, user: UserId, row: ExclusionRow): Promise<void> {
  const now = deps.ports.clock.now()
  deps.store.write((tx) => {
    endExclusion(tx, row.id, null)
    tx.sql('UPDATE exclusions SET is_followed = 0 WHERE id = ?').run(row.id)
    say(tx, 'exclusion-added', row, user, '', row.entry, now)
    tx.changed('office')
  })
  await followExclusions(deps)
}

/** An addition is taken back, with the conversations that it split. */
export async function takeBackExclusions(deps: Deps, user: UserId, ids: readonly number[]): Promise<Answer<null>> {
  const { store, ports } = deps
  const now = ports.clock.now()
  const rows = ids.flatMap((id) => exclusionById(store.reader, id) ?? [])
  if (rows.some((row) => row.addedAt < now - UNDO_DAYS * DAY_MS)) return refused('too-late-to-take-back')
  store.write((tx) => {
    for (const row of rows) {
      voidExclusion(tx, row.id)
      say(tx, 'exclusion-removed', row, user, row.entry, '', now)
    }
    tx.changed('office')
  })
  await followExclusions(deps)
  return { ok: true, value: null }
}

/**
 * Letters of entries that changed are grouped anew. Never rejects: what could not be done now is done at the next start,
 * since the entry is marked as not followed until all of its letters are through.
 */
export async function followExclusions(deps: Deps): Promise<void> {
  const { store, ports, queue, stopping } = deps
  try {
    for (const row of unfollowed(store.reader)) {
      const senders = sendersOf(store.reader, [row.entry]).get(row.entry) ?? []
      const mailboxes = row.mailboxId === null ? allMailboxIds(store.reader) : [row.mailboxId]
      for (const mailbox of mailboxes) {
        const ids = lettersFrom(store.reader, mailbox, senders)
        for (let from = 0; from < ids.length; from += STEP) {
          if (stopping?.aborted) return
          await queue.add({
            items: ids.slice(from, from + STEP),
            each(tx, id) {
              const desk = deskOf(tx, mailbox, ports.clock.now())
              for (const touched of reconsider(tx, desk, [id])) desk.touched.add(touched)
            },
          })
        }
      }
      store.write((tx) => {
        markFollowed(tx, row.id)
        tx.changed('conversations')
        tx.changed('office')
      })
    }
  } catch (error) {
    ports.log.error({ error: String(error) }, 'conversations of an exclusion could not be split')
  }
}

function say(
  tx: Writer,
  what: string,
  { mailboxId, entry }: Pick<ExclusionRow, 'mailboxId' | 'entry'>,
  user: UserId,
  before: string,
  after: string,
  now: number,
): void {
  note(tx, now, { what, tone: 'info', mailboxId, userId: user, params: { entry, old: before, new: after } })
}
