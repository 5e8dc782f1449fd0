import { domainToASCII } from 'node:url'
import type { Draft } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { User } from '../../shared/model/user.ts'
import { addressProblem, domainOf, normaliseAddress } from '../../shared/text/addresses.ts'
import { draftMessageId } from '../domain/draft-copy.ts'
import { htmlToText } from '../mail/mime/html-text.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { threadOf } from './compose.ts'
import { inertHtml } from './compose-html.ts'
import type { Mime } from './compose-mime.ts'
import type { Deps } from './deps.ts'
import { letterFiles, partOf } from './draft-files.ts'
import { answeredOf } from './send-freeze.ts'

/** Files beyond this stay here: a draft is put on the server again after each pause in writing. */
const MOST_FILE_BYTES = 10 * 1024 * 1024

/** An unfinished letter as another mail program can go on with it: half-typed addresses are left out. */
export async function draftMime(
  { store, ports }: Pick<Deps, 'store' | 'ports'>,
  user: User,
  mailbox: MailboxRow,
  draft: Draft,
  publicId: string,
): Promise<Mime> {
  const { reader } = store
  const own = inertHtml(draft.html, { styles: null })
  const answered = await answeredOf(reader, user, draft.replyTo, draft.mode)
  const files = letterFiles(reader, draft.id, draft.html)
  const isSmall = files.reduce((sum, file) => sum + file.size, 0) <= MOST_FILE_BYTES
  return {
    messageId: draftMessageId(publicId, draft.revision, domainToASCII(domainOf(mailbox.address)) || 'localhost'),
    publicId: '',
    draftId: publicId,
    date: ports.clock.now(),
    from: { name: mailbox.displayName || user.name, email: mailbox.address },
    to: whole(draft.to),
    cc: whole(draft.cc),
    subject: draft.subject,
    ...threadOf(draft.mode === 'forward' ? null : answered),
    html: `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${own}</body></html>`,
    text: htmlToText(own, draft.html.length),
    pictures: [],
    files: isSmall ? files.map((file) => partOf(reader, file)) : [],
  }
}

const whole = (people: readonly Person[]): Person[] =>
  people.filter((person) => addressProblem(normaliseAddress(person.email)) === null)
