import { randomUUID } from 'node:crypto'
import type { DraftFile } from '../../shared/api/files.ts'
import type { DraftFileId, DraftId } from '../../shared/model/ids.ts'
import { plainFileName } from '../../shared/text/file-rules.ts'
import { letterLimit } from '../engine/draft-files.ts'
import { awaitedLetter, beginForward, forwardedHead } from '../engine/forward.ts'
import { loadAnyway } from '../engine/reread.ts'
import { releaseBlob } from '../store/blobs.ts'
import { addDraftFile, type DraftFileRow, draftFileById, dropDraftFile, filesOfDraft } from '../store/draft-files.ts'
import { draftById } from '../store/drafts.ts'
import { sourceOf } from '../store/letters-read.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { draftPictureAddress, pictureAddress } from './addresses.ts'
import type { Caller } from './context.ts'
import { given } from './given.ts'
import { fetchPicture } from './pictures.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownLetter, ownMessage, readable } from './reading.ts'

const { files: ours } = procedures

export const files = {
  list: ours.list.handler(({ context, input: { draftId, mailboxId } }) => {
    const { reader } = context.app.store
    const draft = draftId === null ? null : ownDraft(context, draftId)
    const mailbox = mailboxId !== null && readable(context).includes(mailboxId) ? mailboxById(reader, mailboxId) : null
    return {
      files: draft ? filesOfDraft(reader, draft.id).map((file) => fileOf(context, file)) : [],
      limit: letterLimit(mailbox),
      isLimitUsual: !mailbox?.smtpMaxBytes,
      awaits: draft ? awaitedLetter(reader, draft, context.app.clock.now()) : null,
      pictures: remotePictures(draft?.html ?? '').map((url) => ({ url, address: pictureAddress(context, url) })),
    }
  }),

  remove: ours.remove.handler(({ context, input }) => {
    const file = ownFile(context, input.id)
    context.app.store.write((tx) => {
      dropDraftFile(tx, file)
      releaseBlob(tx, file.blobId)
    })
    return {}
  }),

  stop: ours.stop.handler(({ context, input: { draftId, at } }) => {
    given(context.app.engine.uploads.stop(context.user, draftId, at))
    return {}
  }),

  copy: ours.copy.handler(({ context, input }) => {
    const file = ownFile(context, input.id)
    const to = ownDraft(context, input.to)
    return fileOf(
      context,
      context.app.store.write((tx) => addDraftFile(tx, to.id, file)),
    )
  }),

  picture: ours.picture.handler(({ context, input: { url } }) => ({ url, address: pictureAddress(context, url) })),

  forward: ours.forward.handler(({ context, input }) => {
    const { app, user } = context
    const letter = ownLetter(context, input.messageId)
    // A letter that waits on its server is asked for now; its files follow by themselves.
    if (letter.reading === 'too-big') loadAnyway(app.engine, letter.mailboxId, input.messageId)
    const source = sourceOf(app.store.reader, readable(context), ownMessage(context, input.messageId), null)
    const begun = beginForward(app.store, user, input.messageId, source, app.clock.now())
    if (!begun) throw new Problem('not-found')
    return begun
  }),

  forwardHead: ours.forwardHead.handler(({ context: { app, user }, input }) => {
    const head = forwardedHead(app.store.reader, user, input.messageId)
    if (!head) throw new Problem('not-found')
    return head
  }),

  fetchPicture: ours.fetchPicture.handler(async ({ context, input: { draftId, url } }) => {
    const draft = ownDraft(context, draftId)
    const { type, bytes } = await fetchPicture(url)
    const upload = { name: pictureName(url, type), mime: type, size: bytes.length, contentId: `${randomUUID()}@golub` }
    return fileOf(context, given(await context.app.engine.uploads.take(context.user, draft.id, upload, [bytes])))
  }),
}

/** Addresses of pictures that the draft's text shows from elsewhere. */
function remotePictures(html: string): string[] {
  const found = Array.from(html.matchAll(/<img\b[^>]*?\bsrc="(https?:\/\/[^"]+)"/gi), (match) => match[1] ?? '')
  return [...new Set(found.map((url) => url.replaceAll('&amp;', '&')))].slice(0, MOST_PICTURES)
}

const MOST_PICTURES = 100

function pictureName(url: string, type: string): string {
  const name = plainFileName(decodeURIComponent(new URL(url).pathname.replace(/%(?![\da-f]{2})/gi, '')))
  const ending = type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'png'
  return /\.(png|jpe?g|gif|webp|bmp|avif|ico)$/i.test(name) ? name : `${name || 'picture'}.${ending}`
}

export const fileOf = (caller: Caller, file: DraftFileRow): DraftFile => ({
  id: file.id,
  position: file.position,
  name: file.name,
  mime: file.mime,
  size: file.size,
  isInline: file.isInline,
  contentId: file.contentId,
  address: file.isInline ? draftPictureAddress(caller, file.id) : null,
})

function ownDraft({ app, user }: Caller, id: DraftId) {
  const draft = draftById(app.store.reader, user.id, id)
  if (!draft) throw new Problem('not-found')
  return draft
}

function ownFile({ app, user }: Caller, id: DraftFileId): DraftFileRow {
  const file = draftFileById(app.store.reader, user.id, id)
  if (!file) throw new Problem('not-found')
  return file
}
