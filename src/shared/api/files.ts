import { z } from 'zod'
import { DraftFileId, DraftId, MailboxId, MessageId } from '../model/ids.ts'
import { procedure } from './base.ts'
import { Draft } from './compose.ts'

/** A file of a draft. New ones come by `POST /api/v1/drafts/{id}/files?name=`, the bytes as its body. */
export const DraftFile = z.object({
  id: DraftFileId,
  /** Its place among the files of the draft, ascending. */
  position: z.number().int(),
  name: z.string(),
  mime: z.string(),
  size: z.number().int(),
  /** Stands in the text, not under it. */
  isInline: z.boolean(),
  /** The draft's HTML names a picture by `cid:` and this. */
  contentId: z.string().nullable(),
  /** Where the page finds the picture; ends after ten minutes. */
  address: z.string().nullable(),
})
export type DraftFile = z.infer<typeof DraftFile>

/** The letter that a draft sends on lies on its server still: it comes, cannot be reached now, or is gone. */
export const AwaitedLetter = z.object({
  is: z.enum(['coming', 'unreachable', 'gone']),
  messageId: MessageId,
  size: z.number().int(),
})
export type AwaitedLetter = z.infer<typeof AwaitedLetter>

const Address = z.object({ url: z.string(), address: z.string() })

/** "From", "Date" and the like of a letter that is sent on. */
const ForwardRow = z.object({ name: z.string(), value: z.string() })
export type ForwardRow = z.infer<typeof ForwardRow>

export const files = {
  /** `limit` is the largest letter that the mailbox's server takes, in bytes. */
  list: procedure('mail.send')
    .input(z.object({ draftId: DraftId.nullable(), mailboxId: MailboxId.nullable() }))
    .output(
      z.object({
        files: z.array(DraftFile),
        limit: z.number().int(),
        /** The server has not said what it takes: `limit` is what is usual. */
        isLimitUsual: z.boolean(),
        awaits: AwaitedLetter.nullable(),
        pictures: z.array(Address),
      }),
    ),
  remove: procedure('mail.send')
    .input(z.object({ id: DraftFileId }))
    .output(z.object({})),
  /** Nothing comes into the draft of the upload that was sent to it with this `at`, however far it is; certain when it answers. */
  stop: procedure('mail.send')
    .input(z.object({ draftId: DraftId, at: z.number().int().nonnegative() }))
    .output(z.object({})),
  /** The same file in another draft, by reference. */
  copy: procedure('mail.send')
    .input(z.object({ id: DraftFileId, to: DraftId }))
    .output(DraftFile),
  /** A remote picture for the editor, through our own fetcher. */
  picture: procedure('mail.send')
    .input(z.object({ url: z.url().max(2000) }))
    .output(Address),
  /** Takes a remote picture into the draft. */
  fetchPicture: procedure('mail.send')
    .input(z.object({ draftId: DraftId, url: z.url().max(2000) }))
    .output(DraftFile),
  /** A new draft that sends a letter on, with all its files by reference; `leftOut` names those that may not be sent. */
  forward: procedure('mail.send')
    .input(z.object({ messageId: MessageId }))
    .output(z.object({ draft: Draft, leftOut: z.array(z.string()) })),
  /** What stands above a letter that is sent on, exactly as it will leave. */
  forwardHead: procedure('mail.send')
    .input(z.object({ messageId: MessageId }))
    .output(z.array(ForwardRow)),
}
