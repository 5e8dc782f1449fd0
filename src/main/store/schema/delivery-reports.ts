import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { DeliveryReport, ReportAction } from '../../../shared/model/delivery-report.ts'
import { time } from './columns.ts'
import { messages } from './messages.ts'
import { outbox } from './outbox.ts'

/** What servers reported later of letters that we sent, per recipient; only reports that quote our letter are here. */
export const deliveryReports = sqliteTable(
  'delivery_reports',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** The report itself. */
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    /** The letter that it speaks of. */
    outboxId: integer('outbox_id')
      .notNull()
      .references(() => outbox.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    action: text().$type<ReportAction>().notNull(),
    /** Enhanced status code, `5.1.1`; '' where the server gave none. */
    status: text().notNull(),
    words: text().notNull(),
    /** In our words. */
    because: text().$type<DeliveryReport['because']>().notNull(),
    at: time('at').notNull(),
  },
  (t) => [
    index('delivery_reports_by_outbox').on(t.outboxId),
    uniqueIndex('delivery_reports_letter').on(t.messageId, t.outboxId, t.email),
  ],
)
