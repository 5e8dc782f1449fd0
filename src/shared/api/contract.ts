import { drafts, outbox, sendMessage } from './compose.ts'
import { contacts } from './contacts.ts'
import { conversations, messages } from './conversations.ts'
import { files } from './files.ts'
import { mailboxes } from './mailboxes.ts'
import { office, profile } from './office.ts'
import { search } from './search.ts'

/** Every procedure once: the socket's RPC, REST and its OpenAPI page, handlers and client are typed from here. */
export const contract = {
  mailboxes,
  conversations,
  messages: { ...messages, send: sendMessage },
  contacts,
  search,
  drafts,
  files,
  outbox,
  office,
  profile,
}
export type Contract = typeof contract
