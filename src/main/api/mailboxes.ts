import type { MailboxId } from '../../shared/model/ids.ts'
import { journalOf } from '../store/journal.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { Caller } from './context.ts'
import { mailboxDetail, mailboxesShown } from './mailbox-shown.ts'
import { procedures } from './procedures.ts'
import { ownMailbox, readable } from './reading.ts'

const { mailboxes: ours } = procedures

export const mailboxes = {
  list: ours.list.handler(({ context }) => mailboxesShown(context, connected(context))),
  get: ours.get.handler(({ context, input }) => mailboxDetail(context, input.id)),
  log: ours.log.handler(({ context, input }) => {
    const ids = input.id === null ? readable(context) : [ownMailbox(context, input.id)]
    return journalOf(context.app.store.reader, ids, input.limit)
  }),
}

/** Without those that the user disconnected and whose letters he kept. */
function connected(caller: Caller): MailboxId[] {
  return readable(caller).filter((id) => mailboxById(caller.app.store.reader, id)?.removedAt === null)
}
