import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { mailboxes } from './mailboxes.ts'
import { messages } from './messages.ts'
import { office } from './office.ts'
import { profile } from './profile.ts'
import { search } from './search.ts'

/** Handlers by the names of the contract. */
export const router = { contacts, conversations, mailboxes, messages, office, profile, search }
