import type { Depth } from '../../../shared/model/mailbox.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { longDate } from '../../lib/format.ts'

/** Offered while the server is still counting, in the order of the screen. */
export const USUAL_DEPTHS: readonly Depth[] = [{ kind: 'days', days: 30 }, { kind: 'days', days: 90 }, { kind: 'days', days: 365 }, { kind: 'all' }, { kind: 'new' }]

export function depthKey(depth: Depth): string {
  if (depth.kind === 'days') return `days-${depth.days}`
  return depth.kind === 'since' ? `since-${depth.since}` : depth.kind
}

/** "1 year", "Everything, since 2019"; `oldestYear` where it is known. */
export function depthName(depth: Depth, oldestYear: number | null, now: number): string {
  switch (depth.kind) {
    case 'all':
      return oldestYear === null ? m.mailboxes_depth_all() : m.mailboxes_depth_all_since({ year: oldestYear })
    case 'new':
      return m.mailboxes_depth_new()
    case 'since':
      return m.mailboxes_depth_since({ date: longDate(depth.since, now) })
    case 'days':
      if (depth.days === 30) return m.mailboxes_depth_days_30()
      if (depth.days === 90) return m.mailboxes_depth_days_90()
      return depth.days === 365 ? m.mailboxes_depth_days_365() : m.mailboxes_depth_days({ n: depth.days })
  }
}

/** Where a mailbox starts, as a moment; null for everything. */
export function depthStart(depth: Depth, now: number): number | null {
  if (depth.kind === 'days') return now - depth.days * 86_400_000
  if (depth.kind === 'since') return depth.since
  return depth.kind === 'new' ? now : null
}
