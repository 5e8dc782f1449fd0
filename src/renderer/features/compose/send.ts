import Send from '@lucide/svelte/icons/send'
import type { Draft } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { onChanges } from '../../lib/live.svelte.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { toast } from '../../ui/toast.svelte.ts'
import type { DraftKeeper } from './draft-keeper.svelte.ts'
import { takeBack } from './take-back.svelte.ts'

type Sent = { id: number; until: number; letters: number }
/** `isOfLine`: only the line to the office was at fault. */
export type SendAnswer = { ok: true; conversationId: number | null } | { ok: false; trouble: string; isOfLine: boolean }

/**
 * Saves and sends a draft; a toast counts down and takes it back. `number` is the conversation to return to on undo, asked
 * then: what is sent early is sent before that is known.
 */
export async function sendDraft(keeper: DraftKeeper, number: () => number | null): Promise<SendAnswer> {
  if (keeper.id === null && !keeper.isDirty) keeper.change({})
  keeper.isLeaving = true
  try {
    const before = keeper.id
    // A line that is back in a moment is waited for, as by every other question to the office.
    await line.ready().catch(() => undefined)
    await keeper.flush()
    // Another window sent it, as it stands here.
    if (before !== null && keeper.id === null && !keeper.isDirty) return { ok: true, conversationId: null }
    if (keeper.id === null || keeper.isDirty) {
      const isOfLine = keeper.saving === 'kept-here'
      return { ok: false, trouble: keeper.trouble ?? m.compose_kept_here(), isOfLine }
    }
    const draft = { draftId: keeper.id, revision: keeper.revision }
    // Perhaps only the answer was lost: the office knows what it has sent, so it is asked before anything is said.
    const sent = await client.outbox.send(draft).catch((error: unknown) => {
      if (error instanceof LineLost) return client.outbox.send(draft)
      throw error
    })
    keeper.end()
    offerUndo(sent, number)
    return { ok: true, conversationId: sent.conversationId }
  } catch (error) {
    if (problemOf(error)?.problem === 'draft-sent') {
      keeper.end()
      toast({ text: () => problemText(error) })
      return { ok: true, conversationId: null }
    }
    const isOfLine = error instanceof LineLost
    return { ok: false, trouble: isOfLine ? m.compose_send_unanswered() : problemText(error), isOfLine }
  } finally {
    keeper.isLeaving = false
  }
}

function offerUndo({ id, until, letters }: Sent, number: () => number | null): void {
  const text = () => (letters > 1 ? m.writing_sent_letters({ n: letters }) : m.compose_sent_now())
  const seconds = (until - Date.now()) / 1000
  if (seconds <= 0) {
    toast({ text, icon: Send })
    return
  }
  const run = async () => {
    const draft = await client.outbox.undo({ id })
    takeBack(draft, number() ?? (await numberOf(draft)))
    toast({ text: () => m.compose_undone(), seconds: 3 })
  }
  const close = toast({ text, icon: Send, seconds, showsTime: true, undo: { run } })
  closeWhenOver(id, seconds, close)
}

async function numberOf({ conversationId }: Draft): Promise<number | null> {
  if (conversationId === null) return null
  return (await client.conversations.get({ id: conversationId })).conversation.number
}

/** Taken back in another place, stopped by a newer letter, gone: the countdown is no longer true. */
function closeWhenOver(id: number, seconds: number, close: () => void): void {
  const look = async () => {
    try {
      if ((await client.outbox.get({ id })).row.state !== 'queued') close()
    } catch (error) {
      // Nothing is known of it: the countdown goes on, and its Undo says what is.
      if (problemOf(error)?.problem === 'not-found') close()
    }
  }
  const stop = onChanges(['outbox'], (ids) => {
    if (ids === null || ids.has(id)) void look()
  })
  setTimeout(stop, seconds * 1000)
}
