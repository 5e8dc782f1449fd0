// What a person does with a letter that is queued, waits, failed or is uncertain: each act is one transaction.
import type { Draft, OutboxRow } from '../../shared/api/compose.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import { releaseBlob } from '../store/blobs.ts'
import { addDraft } from '../store/drafts.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import {
  cancelOutbox,
  deliveriesOf,
  type OutboxItem,
  outboxById,
  renewAttempts,
  setDelivery,
  settleOutbox,
} from '../store/outbox.ts'
import { conversationStands } from '../store/outbox-letter.ts'
import { outboxRow } from '../store/outbox-list.ts'
import type { Deps } from './deps.ts'
import { giveFilesBack } from './draft-files.ts'
import { type Answer, refused } from './send-answer.ts'
import { forgetOwnLetter } from './send-letter.ts'
import { takeAsSent } from './send-settle.ts'

export interface SendRecall {
  /** While nothing has left yet the letter is a draft again with everything in place. */
  undo(user: User, id: OutboxId): Answer<Draft>
  /** As `undo`, also for a letter that waits for another try or failed; recipients who have it already are left out. */
  toDraft(user: User, id: OutboxId): Answer<Draft>
  /** Another series of attempts for the same letter, for those who do not have it. */
  retry(user: User, id: OutboxId): Answer<OutboxRow>
  resolve(user: User, id: OutboxId, verdict: 'arrived' | 'send-again'): Answer<OutboxRow>
}

export function createSendRecall({ store, ports }: Deps, wake: () => void): SendRecall {
  const now = () => ports.clock.now()
  const ownItem = (user: User, id: OutboxId) =>
    outboxRow(store.reader, user.id, id) ? outboxById(store.reader, id) : null

  function change(user: User, id: OutboxId, write: (tx: Writer) => void): Answer<OutboxRow> {
    store.writeDurably((tx) => write(tx))
    wake()
    const row = outboxRow(store.reader, user.id, id)
    return row ? { ok: true, value: row } : refused('not-found')
  }

  return {
    undo(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      if (item.state !== 'queued' || item.attempts > 0) return refused('too-late-to-undo')
      return { ok: true, value: store.writeDurably((tx) => backToDraft(tx, user, item, now())) }
    },

    toDraft(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      if (item.state === 'sending') return refused('too-late-to-undo')
      if (!['queued', 'deferred', 'failed'].includes(item.state)) return refused('outbox-not-failed')
      return { ok: true, value: store.writeDurably((tx) => backToDraft(tx, user, item, now())) }
    },

    retry(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      const isPartly = item.state === 'sent' && deliveriesOf(store.reader, id).some((one) => one.state === 'refused')
      if (item.state !== 'failed' && item.state !== 'deferred' && !isPartly) return refused('outbox-not-failed')
      return change(user, id, (tx) => sendAgain(tx, item, now()))
    },

    resolve(user, id, verdict) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      if (item.state !== 'uncertain') return refused('outbox-not-failed')
      return change(user, id, (tx) =>
        verdict === 'arrived' ? takeAsSent(tx, item, now()) : sendAgain(tx, item, now()),
      )
    },
  }
}

// Recipients who have the letter stay out of it; the others get the same bytes under the same Message-ID.
function sendAgain(tx: Writer, item: OutboxItem, now: number): void {
  for (const { email, state } of deliveriesOf(tx, item.id)) {
    if (state === 'refused') setDelivery(tx, item.id, email, 'waiting', '', now)
  }
  renewAttempts(tx, item.id)
  settleOutbox(tx, item.id, { state: 'queued', because: null, serverWords: '', notBefore: now })
}

/** The draft that a letter was, for the recipients who do not have it yet. */
function backToDraft(tx: Writer, user: User, item: OutboxItem, now: number): Draft {
  const deliveries = deliveriesOf(tx, item.id)
  const accepted = new Set(deliveries.flatMap((one) => (one.state === 'accepted' ? one.email : [])))
  const rest = (people: OutboxItem['to']) => people.filter((one) => !accepted.has(one.email))
  if (accepted.size) {
    for (const { email, state } of deliveries) {
      if (state === 'waiting') setDelivery(tx, item.id, email, 'refused', '', now)
    }
    settleOutbox(tx, item.id, { state: 'sent', because: 'partly-refused', serverWords: item.serverWords })
  } else {
    cancelOutbox(tx, item.id)
    if (item.messageId) forgetOwnLetter(tx, item.messageId, null)
  }
  const { mailboxId, conversationId, subject, html, replyTo, mode, afterSend } = item
  record(tx, now, { type: 'letter.recalled', mailboxId, outboxId: item.id, userId: user.id })
  const draft = addDraft(
    tx,
    user.id,
    {
      ...{ mailboxId, subject, html, replyTo, mode, afterSend },
      ...{ to: rest(item.to), cc: rest(item.cc), bcc: rest(item.bcc) },
      conversationId: conversationId !== null && conversationStands(tx, conversationId) ? conversationId : null,
    },
    now,
  )
  giveFilesBack(tx, item, draft.id)
  if (item.blobId !== null) releaseBlob(tx, item.blobId)
  return draft
}
