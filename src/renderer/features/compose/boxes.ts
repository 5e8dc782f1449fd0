import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Mailbox } from '../../../shared/model/mailbox.ts'

/** `waits`: letters from it stay in the queue for a while; `cannot`: there is no way to send from it. */
export type BoxTrouble = { is: 'waits' | 'cannot'; text: string }

/** Why a mailbox does not send now; null when it does. */
export function boxTrouble(box: Mailbox): BoxTrouble | null {
  if (box.isOffline || box.sending === 'left-out') return { is: 'cannot', text: m.writing_box_only_reads() }
  if (box.activity.is === 'paused') return { is: 'waits', text: m.compose_box_paused() }
  return box.sending === 'works' ? null : { is: 'waits', text: m.compose_box_red() }
}

/** From where a letter leaves that nothing else decides: the author's choice, else the first that works, else any. */
export function usualBox(boxes: readonly Mailbox[], chosen: number | null): Mailbox | undefined {
  const able = boxes.filter((box) => boxTrouble(box)?.is !== 'cannot')
  const works = (box: Mailbox) => boxTrouble(box) === null
  const own = able.find((box) => box.id === chosen)
  return (own !== undefined && works(own) ? own : able.find(works)) ?? own ?? able[0]
}
