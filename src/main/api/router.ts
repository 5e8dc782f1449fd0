import { companies } from './companies.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { drafts } from './drafts.ts'
import { encodings } from './encodings.ts'
import { exclusions } from './exclusions.ts'
import { files } from './files.ts'
import { mailboxes } from './mailboxes.ts'
import { messages } from './messages.ts'
import { office } from './office.ts'
import { outbox, sendMessage } from './outbox.ts'
import { procedures } from './procedures.ts'
import { profile } from './profile.ts'
import { search } from './search.ts'
import { threads } from './threads.ts'

/** Handlers by the names of the contract: a procedure without one does not compile. */
export const router = procedures.router({
  companies,
  contacts,
  conversations,
  drafts,
  encodings,
  exclusions,
  files,
  mailboxes,
  messages: { ...messages, send: sendMessage },
  office,
  outbox,
  profile,
  search,
  threads,
})
