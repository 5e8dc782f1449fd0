// What a letter will be, made by the same hands that freeze it, without a trace in the store.
import type { DraftContent, Preview } from '../../shared/api/compose.ts'
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import { lettersOf } from '../../shared/model/separate.ts'
import type { User } from '../../shared/model/user.ts'
import type { Reader } from '../store/handle.ts'
import { bodiesOf } from './compose.ts'
import type { Picture } from './compose-mime.ts'
import { quoteOf } from './compose-quote.ts'
import { answeredOf, senderOf, sendingMailbox } from './send-freeze.ts'

export async function previewLetter(db: Reader, user: User, draft: DraftContent): Promise<Preview> {
  const sender = senderOf(user, sendingMailbox(db, user, draft.mailboxId))
  const letters = lettersOf(draft)
  const [first = draft] = letters
  const { html, text, pictures } = bodiesOf(
    { html: draft.html, text: null },
    sender,
    await answeredOf(db, user, draft.replyTo, draft.mode),
    { ...draft, isForward: draft.mode === 'forward' },
  )
  return {
    from: { name: sender.displayName, email: sender.address },
    ...{ to: first.to, cc: first.cc, subject: draft.subject, html, text },
    pictures: dataAddresses(pictures),
    letters: letters.length,
  }
}

/** The quote below an answer; null for a letter that the user may not read. */
export async function quotedLetter(
  db: Reader,
  user: User,
  id: MessageId,
): Promise<{ html: string; pictures: Record<string, string> } | null> {
  const answered = await answeredOf(db, user, id, 'reply')
  return answered && { html: quoteOf(answered, user.locale).html, pictures: dataAddresses(answered.pictures) }
}

/** '' where neither the mailbox nor the author has one. */
export const signatureFor = (db: Reader, user: User, mailbox: MailboxId | null): string =>
  senderOf(user, sendingMailbox(db, user, mailbox)).signature

const dataAddresses = (pictures: readonly Picture[]): Record<string, string> =>
  Object.fromEntries(
    pictures.map(({ contentId, mime, bytes }) => [
      contentId,
      `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`,
    ]),
  )
