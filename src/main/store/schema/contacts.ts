import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, time } from './columns.ts'
import { addresses } from './messages.ts'

export const companies = sqliteTable('companies', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  nameFolded: text('name_folded').notNull().unique(),
  note: text().notNull().default(''),
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
    /** The first of `contact_phones`, for lists. */
    phone: text().notNull().default(''),
    note: text().notNull().default(''),
    companyId: integer('company_id').references(() => companies.id, { onDelete: 'set null' }),
    /** How it came to be: by hand, by a reply, from history, by import. */
    origin: text().$type<'by-hand' | 'reply' | 'history' | 'import'>().notNull(),
    createdAt: time('created_at').notNull(),
    /** The main address, for lists. */
    email: text().notNull().default(''),
    /** Folded words of the name in the order of the alphabet: "Белова Анна" is "Анна Белова". Empty until it is filled. */
    nameKey: text('name_key').notNull().default(''),
    positionKey: text('position_key').notNull().default(''),
    companyKey: text('company_key').notNull().default(''),
  },
  (t) => [
    index('contacts_by_name').on(t.folded),
    index('contacts_by_email').on(t.email),
    index('contacts_by_phone').on(t.phone),
    index('contacts_by_position').on(t.positionKey),
    index('contacts_by_company_key').on(t.companyKey),
    index('contacts_by_company').on(t.companyId, t.folded),
    index('contacts_by_name_key').on(t.nameKey),
  ],
)

export const contactPhones = sqliteTable(
  'contact_phones',
  {
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    /** As it was typed. */
    phone: text().notNull(),
    /** "+79125550142"; empty for what is no full number. */
    e164: text().notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.position] }), index('contact_phones_by_number').on(t.e164)],
)

/** New people with an address of the domain join the company. */
export const companyDomains = sqliteTable(
  'company_domains',
  {
    domain: text().primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => companies.id, { onDelete: 'cascade' }),
    addedAt: time('added_at').notNull(),
  },
  (t) => [index('company_domains_by_company').on(t.companyId)],
)

/** Contacts that look like one person, the smaller id first; "not the same" is remembered. */
export const contactPairs = sqliteTable(
  'contact_pairs',
  {
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    otherId: integer('other_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    because: text().$type<'email' | 'phone' | 'name'>().notNull(),
    dismissedBy: integer('dismissed_by'),
    dismissedAt: time('dismissed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.contactId, t.otherId] }),
    index('contact_pairs_by_other').on(t.otherId),
    index('contact_pairs_open').on(t.dismissedAt),
  ],
)

/** What happened to a card; with a snapshot it can be taken back. Outlives its cards. */
export const cardActs = sqliteTable(
  'card_acts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: time('at').notNull(),
    what: text().$type<'created' | 'joined' | 'merged' | 'deleted' | 'company-deleted'>().notNull(),
    contactId: integer('contact_id'),
    companyId: integer('company_id'),
    /** The contact that was merged into `contactId`. */
    otherId: integer('other_id'),
    userId: integer('user_id'),
    /** Of the card that is gone, or the domain that led to the company. */
    name: text().notNull().default(''),
    snapshot: text(),
    undoneAt: time('undone_at'),
  },
  (t) => [
    index('card_acts_by_contact').on(t.contactId, t.at),
    index('card_acts_by_company').on(t.companyId, t.at),
    index('card_acts_by_other').on(t.otherId),
  ],
)

/** Letters that an act took from a card, and how they had been bound. */
export const cardActLetters = sqliteTable(
  'card_act_letters',
  {
    actId: integer('act_id')
      .notNull()
      .references(() => cardActs.id, { onDelete: 'cascade' }),
    nodeId: integer('node_id').notNull(),
    finder: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.actId, t.nodeId] })],
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
