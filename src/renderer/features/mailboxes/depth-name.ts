import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Depth } from '../../../shared/model/mailbox.ts'
import { longDate } from '../../lib/format.ts'

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
