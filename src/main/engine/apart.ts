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
  type Standing,
} from '../store/apart-rules.ts'
import { emailsOf } from '../store/contacts.ts'
import { note } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import type { Deps } from './deps.ts'
import { deskOf } from './desk.ts'
import type { StoredLookup } from './thread-lookup.ts'
import { reconsider } from './threads.ts'

/** Keeps the rules of a split; false where the letters do not say whose they are meant for. `standing`: before the split. */
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
  const other = staying[0]
  if (!left || !stayed || !other || leaving.some((one) => personOf(one) !== personOf(left))) return false
  const subjects = [...new Set(leaving.map((one) => one.subjectKey).filter((subject) => subject !== ''))]
  const rule = {
    senders: addressesOf(tx, left, leaving),
    stayed: { letter: stayed.message, client: stayed.client },
    left: left.message,
  }
  for (const kind of kinds) {
    if (kind === 'subject') {
      if (subjects.length === 0) return false
      addApartRule(tx, act, kind, { ...rule, subjects, clients: [] })
    } else {
      if (other.clientEmail === '' || personOf(other) === personOf(left)) return false
      addApartRule(tx, act, kind, { ...rule, subjects: null, clients: addressesOf(tx, other, [other]) })
    }
  }
  return true
}

const personOf = (one: Standing) => one.contactId ?? one.clientEmail

const addressesOf = (tx: Writer, one: Standing, letters: readonly Standing[]) => [
  ...new Set([
    ...letters.map((letter) => letter.clientEmail),
    ...(one.contactId === null ? [] : emailsOf(tx, one.contactId)),
  ]),
]

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
  deps.store.write((tx) => {
    endApartRule(tx, rule.id, isOn ? null : now)
    const desk = deskOf(tx, rule.mailboxId, now)
    const held = apartRulesOf(tx, rule.mailboxId).filter((one) => one.id === rule.id)
    const letters = lettersUnder(
      held.map((one) => ({ ...one, until: null })),
      desk.lookup,
    )
    for (const touched of reconsider(tx, rule.mailboxId, letters, desk.lookup, desk.rules)) desk.touched.add(touched)
    const what = isOn ? 'letters-kept-apart' : 'letters-joined-again'
    const params = { sender: rule.sender, client: rule.client }
    note(tx, now, { what, tone: 'info', mailboxId: rule.mailboxId, userId: user, params })
    tx.changed('conversations')
  })
}
