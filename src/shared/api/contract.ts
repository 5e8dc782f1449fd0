import { companies } from './companies.ts'
import { drafts, outbox, sendMessage } from './compose.ts'
import { contacts } from './contacts.ts'
import { conversations, messages } from './conversations.ts'
import { encodings } from './encodings.ts'
import { exclusions } from './exclusions.ts'
import { files } from './files.ts'
import { mailboxes } from './mailboxes.ts'
import { office, profile } from './office.ts'
import { search } from './search.ts'
import { threads } from './threads.ts'

/** Every procedure once: the socket's RPC, REST and its OpenAPI page, handlers and client are typed from here. */
export const contract = {
  mailboxes,
  conversations,
  threads,
  exclusions,
  encodings,
  messages: { ...messages, send: sendMessage },
  contacts,
  companies,
  search,
  drafts,
  files,
  outbox,
  office,
  profile,
}
export type Contract = typeof contract
