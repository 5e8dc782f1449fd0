// Large letters, from the first of them on: whatever else is asked of the line goes before them.
import type { MailboxId } from '../../shared/model/ids.ts'
import { nextPendingAt } from '../store/pending.ts'
import type { Deps } from './deps.ts'
import type { Lost } from './failure.ts'
import { pullNextPending } from './pull-pending.ts'
import type { Signal } from './signal.ts'

export interface Beside {
  isOver(): boolean
  /** One at which the line broke before comes after what is new: it may break again. */
  mayRetry(): boolean
  /** Rung when there may be more, or when it is over. */
  moves: Signal
  /** Letters came, and for now none is left. */
  came(): void
  /** For now none is left. */
  rested(): void
}

/** Fetches waiting letters one after another until `isOver` or the line is lost. */
export async function pullBeside(deps: Deps, id: MailboxId, beside: Beside): Promise<Lost | null> {
  const { store, ports } = deps
  let hasCome = false
  while (!beside.isOver()) {
    const end = await pullNextPending(deps, id, beside.mayRetry() ? 'rest' : 'untried')
    if (end !== 'tried' && end !== 'none') return end
    if (end === 'tried') {
      hasCome = true
      continue
    }
    if (hasCome) beside.came()
    hasCome = false
    beside.rested()
    const again = nextPendingAt(store.reader, id, ports.clock.now())
    const cancel = again === null ? null : ports.clock.at(again, beside.moves.ring)
    await beside.moves.heard()
    cancel?.()
  }
  return null
}
