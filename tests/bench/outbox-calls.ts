// The queue of one mailbox: how long it takes to find the next letter among ten thousand that wait.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { boardOf } from '../../src/main/engine/send-board.ts'
import { openStore, type Store } from '../../src/main/store/database.ts'
import { addMailbox } from '../../src/main/store/mailboxes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { nextDue, waitingCount } from '../../src/main/store/outbox.ts'
import { outboxPage } from '../../src/main/store/outbox-list.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { answer, asked } from './harness.ts'

export interface OutboxCalls {
  /** Milliseconds of every call, by what the queue looks like. */
  calls: { what: string; ours: number[] }[]
  waiting: number
}

const TIMES = 500
const OPEN = { hand: true, rest: true, urged: true }
const NOW = Date.UTC(2026, 2, 14, 9)

function call(rows: number): OutboxCalls {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-outbox-'))
  const file = join(folder, 'office.sqlite')
  migrate(file, fileURLToPath(new URL('../../migrations', import.meta.url)))
  const store = openStore(file)
  const { user, mailbox } = fill(store, rows)
  const pick = () => {
    if (!nextDue(store.reader, mailbox, OPEN, NOW)) throw new Error('no letter is due')
  }
  const calls = [{ what: 'next of many letters that are due', ours: timed(pick) }]
  // Only the very last one is due: everything before it is passed by.
  store.write((tx) => {
    tx.sql("UPDATE outbox SET not_before = ? WHERE id < (SELECT max(id) FROM outbox) AND state = 'queued'").run(NOW + 1)
  })
  calls.push({ what: 'next when only the last is due', ours: timed(pick) })
  calls.push({
    what: 'first page of the queue',
    ours: timed(() => outboxPage(store.reader, user, { tab: 'waiting', q: '', after: null, limit: 100 })),
  })
  calls.push({ what: 'counts and gauges', ours: timed(() => boardOf(store.reader, user, NOW)) })
  const result = { calls, waiting: waitingCount(store.reader, mailbox) }
  store.close()
  rmSync(folder, { recursive: true, force: true })
  return result
}

function fill(store: Store, rows: number): { user: UserId; mailbox: MailboxId } {
  return store.write((tx) => {
    const user = addUser(
      tx,
      { name: 'Bench', email: 'b@our.example', role: 'admin', passwordHash: '', locale: 'ru' },
      NOW,
    )
    const mailbox = addMailbox(tx, {
      ...{ ownerId: user, address: 'office@our.example', provider: 'other', smtpHost: 'localhost' },
      ...{ activitySince: NOW, connectedAt: NOW },
    })
    const letter = tx.sql(
      `INSERT INTO outbox (public_id, mailbox_id, user_id, message_id_header, from_email, from_name, "to", cc, bcc, subject, html, text, mode, after_send,
         priority, state, not_before, waits_from, created_at) VALUES (?, ?, ?, ?, 'office@our.example', '', '[]', '[]', '[]', ?, ?, '', 'new', 'waiting', ?, ?, ?, ?, ?)`,
    )
    const html = 'x'.repeat(2000)
    // As many lie in the log already.
    for (let n = 0; n < rows * 2; n++) {
      const state = n < rows ? 'sent' : 'queued'
      letter.run(
        `p${n}`,
        mailbox,
        user,
        `m${n}@our.example`,
        `Letter ${n}`,
        html,
        n % 4,
        state,
        NOW - 1000,
        NOW - 1000,
        NOW - n,
      )
    }
    return { user, mailbox }
  })
}

function timed(work: () => unknown): number[] {
  return Array.from({ length: TIMES }, () => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  })
}

answer(call(asked<number>()))
