// What a person wishes of later letters when he splits a conversation, and how he takes that back.
import type { MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { ApartKind } from '../../shared/model/thread-act.ts'
import { lettersUnder } from '../domain/thread-apart.ts'
import {
  type ApartRuleFacts,
  addApartRule,
  apartRulesOf,
  apartRulesOfAct,
  dropApartRules,
  endApartRule,
  newestFrom,
  type Standing,
} from '../store/apart-rules.ts'
import { addressesOfPerson } from '../store/contacts.ts'
import { note } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import type { Deps } from './deps.ts'
import { deskOf } from './desk.ts'
import type { StoredLookup } from './thread-lookup.ts'
import { reconsider } from './threads.ts'

const DAY_MS = 86_400_000

/**
 * Keeps what a split asks of later letters; false where the letters do not say of whose. `standing`: before the split. Who is
 * always kept apart is so on every subject too: both wishes are one rule.
 */
export function keepApart(
  tx: Writer,
  act: { id: number; mailboxId: MailboxId; at: number },
  standing: readonly Standing[],
  moved: ReadonlySet<number>,
  kinds: readonly ApartKind[],
): boolean {
  if (kinds.length === 0) return true
  const leaving = standing.filter((one) => moved.has(one.message) && one.direction === 'in' && one.clientEmail !== '')
  const staying = standing.filter((one) => !moved.has(one.message))
  const [left] = leaving
  // One that came in is never taken out of its conversation by a letter that could not be sent.
  const stayed = staying.find((one) => one.direction === 'in') ?? staying[0]
  if (!left || !stayed) return false
  const senders = addressesOfPerson(tx, left.clientEmail)
  if (leaving.some((one) => !senders.includes(one.clientEmail))) return false
  const rule = {
    from: laterThanKnown(tx, act.mailboxId, senders, act.at),
    senders,
    stayed: { letter: stayed.message, client: stayed.client },
    left: left.message,
  }
  if (kinds.includes('always')) {
    const other = staying.find((one) => one.clientEmail !== '' && !senders.includes(one.clientEmail))
    if (!other) return false
    const clients = addressesOfPerson(tx, other.clientEmail)
    addApartRule(tx, act, 'always', { ...rule, subjects: null, clients })
    return true
  }
  const subjects = [...new Set(leaving.map((one) => one.subjectKey).filter((subject) => subject !== ''))]
  if (subjects.length === 0) return false
  addApartRule(tx, act, 'subject', { ...rule, subjects, clients: [] })
  return true
}

// Servers date letters by their own clocks, to the second: what is later is told by the letters that are known. A letter that
// is dated far ahead says nothing.
function laterThanKnown(tx: Writer, mailbox: MailboxId, senders: readonly string[], now: number): number {
  const newest = newestFrom(tx, mailbox, senders, now + DAY_MS)
  return newest === null ? now : newest + 1
}

/** With its act the rules go, as if they had never been. Answers the letters to ask again. */
export function forgetApart(tx: Writer, act: number, lookup: StoredLookup): MessageId[] {
  const letters = lettersUnder(apartRulesOfAct(tx, act), lookup)
  dropApartRules(tx, act)
  // Ids of grouping are ids of messages.
  return letters as MessageId[]
}

/** A rule holds no more for letters that come from now on, or (`isOn`) holds again as if it had never ended. */
export function setApart(deps: Deps, user: UserId, rule: ApartRuleFacts, isOn: boolean): void {
  const now = deps.ports.clock.now()
  // Ended twice it would hold for letters that have come since.
  if (isOn === (rule.until === null)) return
  deps.store.write((tx) => {
    const held = apartRulesOf(tx, rule.mailboxId).filter((one) => one.id === rule.id)
    const senders = held.flatMap((one) => one.senders)
    endApartRule(tx, rule.id, isOn ? null : laterThanKnown(tx, rule.mailboxId, senders, now))
    const desk = deskOf(tx, rule.mailboxId, now)
    const letters = lettersUnder(
      held.map((one) => ({ ...one, until: null })),
      desk.lookup,
    )
    for (const touched of reconsider(tx, desk, letters)) desk.touched.add(touched)
    const what = isOn ? 'letters-kept-apart' : 'letters-joined-again'
    const params = { sender: rule.sender, client: rule.client }
    note(tx, now, { what, tone: 'info', mailboxId: rule.mailboxId, userId: user, params })
    tx.changed('conversations')
  })
}
