// The provider stops a whole mailbox, not one letter.
import { loginRefusal } from '../../shared/text/login-refusal.ts'
import { BLOCK_MS, isProviderBlock } from '../domain/provider-block.ts'
import type { SendOutcome } from '../domain/send-outcome.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { type OutboxItem, wakeWaiting } from '../store/outbox.ts'
import { endWaits, setWait } from '../store/send-waits.ts'
import type { Told } from './send-tried.ts'

// The words with which the provider stopped the whole mailbox, not this letter.
export function blockOf(tx: Writer, item: OutboxItem, told: Told): string | null {
  const row = item.mailboxId && mailboxById(tx, item.mailboxId)
  if (!row || told.is === 'broken') return null
  // Told while signing in it speaks of no letter, whatever its words.
  const isAtLogin = told.is === 'refused' && told.step === 'login' && loginRefusal(told.reply) === 'blocked'
  const said = isAtLogin
    ? told.reply
    : [told.reply, ...told.refused].find((reply) => isProviderBlock(row.provider, reply))
  return said?.words ?? null
}

export const asBlock = (block: string | null, outcome: SendOutcome): SendOutcome =>
  block !== null && (outcome.is === 'failed' || outcome.is === 'deferred')
    ? { ...outcome, because: 'provider-block' }
    : outcome

// More letters would make a block longer; one that is accepted shows that it is over.
export function noteBlock(
  tx: Writer,
  { id, mailboxId }: OutboxItem,
  told: Told,
  block: string | null,
  now: number,
): void {
  if (mailboxId === null) return
  if (told.is === 'accepted' && endWaits(tx, 'provider-block', mailboxId)) wakeWaiting(tx, ['provider-block'], now)
  if (block === null) return
  const wait = { because: 'provider-block', since: now, until: now + BLOCK_MS, serverWords: block } as const
  for (const lane of ['hand', 'rest'] as const) setWait(tx, mailboxId, { ...wait, lane })
  note(tx, now, { what: 'sending-blocked', tone: 'bad', mailboxId, params: { words: block.slice(0, 500) } })
  record(tx, now, { type: 'mailbox.sendingBlocked', mailboxId, outboxId: id })
}
