// What the buttons of the queue do; each says what became of it.
import type { OutboxRow } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { OutboxId } from '../../../shared/model/ids.ts'
import { client } from '../../lib/client.ts'
import { count, sinceTime } from '../../lib/format.ts'
import { problemText } from '../../lib/problems.ts'
import { go, inboxPath } from '../../lib/routes.svelte.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { takeBack } from '../compose/take-back.svelte.ts'
import type { Fix } from './outbox-fix.ts'

async function told(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  }
}

export const retry = (row: OutboxRow) =>
  told(async () => {
    const { because, until } = await client.outbox.retry({ id: row.id })
    const waits = because === null || until === null || until <= Date.now() ? null : sinceTime(until, Date.now())
    toast({ text: () => (waits === null ? m.outbox_told_retry() : m.outbox_told_waits({ until: waits })) })
  })

const VERDICTS = {
  arrived: m.outbox_told_arrived,
  'send-again': m.outbox_told_retry,
  'put-away': m.outbox_told_put_away,
}

/** Sending stops and the form is there again with everything in place. */
export const toDraft = (row: OutboxRow, isForAddress = false) =>
  told(async () => takeBack(await client.outbox.toDraft({ id: row.id, isFix: isForAddress }), row.number, isForAddress))

export const resolve = (row: OutboxRow, verdict: 'arrived' | 'send-again' | 'put-away') =>
  told(async () => {
    await client.outbox.resolve({ id: row.id, verdict })
    toast({ text: () => VERDICTS[verdict]() })
  })

export const sendAnyway = (row: OutboxRow) =>
  told(async () => {
    await client.outbox.sendAnyway({ id: row.id })
    toast({ text: () => m.outbox_told_retry() })
  })

export const many = (ids: OutboxId[], act: 'retry' | 'to-draft') =>
  told(async () => {
    const { done, left } = await client.outbox.many({ ids, act })
    const words = act === 'retry' ? m.outbox_told_many_retry : m.outbox_told_many_draft
    const rest = () => (left === 0 ? '' : `. ${m.outbox_told_left({ n: left, shown: count(left) })}`)
    toast({ text: () => `${words({ n: done, shown: count(done) })}${rest()}` })
  })

export const pauseAll = (paused: boolean) =>
  told(async () => {
    await client.outbox.pauseAll({ paused })
    toast({
      text: () => (paused ? m.outbox_paused_told() : m.outbox_goes_on_told()),
      undo: { run: async () => void (await client.outbox.pauseAll({ paused: !paused })) },
    })
  })

export function openConversation(row: OutboxRow): void {
  if (row.number !== null) go(inboxPath('all', row.number))
}

/** Does what the row suggests; `anyway` asks first and is the screen's. */
export function applyFix(row: OutboxRow, fix: Exclude<Fix, 'anyway'>): Promise<void> | void {
  if (fix === 'retry' || fix === 'as-is') return retry(row)
  if (fix === 'login' || fix === 'box') return go(`/settings/mailboxes/${row.mailboxId ?? ''}`)
  return toDraft(row, fix === 'address')
}
