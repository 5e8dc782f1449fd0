import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, time } from './columns.ts'
import { addresses } from './messages.ts'

export const companies = sqliteTable('companies', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  nameFolded: text('name_folded').notNull().unique(),
  createdAt: time('created_at').notNull(),
})

export const contacts = sqliteTable(
  'contacts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    name: text().notNull(),
    /** Folded name, company and addresses, for finding people as one types. */
    folded: text().notNull(),
    position: text().notNull().default(''),
    phone: text().notNull().default(''),
    note: text().notNull().default(''),
    companyId: integer('company_id').references(() => companies.id, { onDelete: 'set null' }),
    /** How it came to be: by hand, by a reply, from history, by import. */
    origin: text().$type<'by-hand' | 'reply' | 'history' | 'import'>().notNull(),
    createdAt: time('created_at').notNull(),
  },
  (t) => [index('contacts_by_name').on(t.folded)],
)

export const contactAddresses = sqliteTable(
  'contact_addresses',
  {
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    addressId: integer('address_id')
      .notNull()
      .references(() => addresses.id),
    position: integer().notNull(),
    isMain: flag('is_main').notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.addressId] }), index('contact_addresses_by_address').on(t.addressId)],
)
