import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import { isKnownTracker, namesAddress, trackersIn } from '../domain/tracker.ts'
import { headersOf, sourceText } from '../engine/letter-source.ts'
import { loadAnyway, parseAgain } from '../engine/reread.ts'
import { roomMissing } from '../engine/room.ts'
import { attachmentsOf, bodyOf, inlinePictures, sourceOf, startOf } from '../store/letters-read.ts'
import { allowPictures, picturesAllowed } from '../store/pictures.ts'
import { fileAddress, pictureAddress } from './addresses.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { letterShown, ownLetter, ownMessage, readable } from './reading.ts'

const { messages: ours } = procedures

export const messages = {
  get: ours.get.handler(({ context, input }) => {
    const { reader } = context.app.store
    const stored = ownLetter(context, input.id)
    const body = bodyOf(reader, input.id)
    return {
      ...letterShown(reader, context.user.id, stored),
      text: body?.text ?? '',
      html: body?.html ?? null,
      messageId: stored.messageIdHeader,
    }
  }),

  body: ours.body.handler(({ context, input }) => {
    const { app, user } = context
    const letter = ownLetter(context, input.id)
    const body = bodyOf(app.store.reader, input.id)
    if (!body) throw new Problem('not-found')
    const inline = inlinePictures(app.store.reader, input.id).map(({ contentId, n }) => [
      contentId,
      fileAddress(context, input.id, n, 'preview'),
    ])
    return {
      messageId: input.id,
      ...body,
      inlinePictures: Object.fromEntries(inline),
      picturesAllowed: picturesAllowed(app.store.reader, user.id, letter.from.email),
    }
  }),

  headers: ours.headers.handler(({ context, input }) => {
    ownMessage(context, input.id)
    const start = startOf(context.app.store.reader, readable(context), input.id)
    if (start === null) throw new Problem('source-missing')
    return { lines: headersOf(context.app.store.reader, start) }
  }),

  sourceText: ours.sourceText.handler(({ context, input }) =>
    sourceText(context.app.store.reader, sourceFor(context, input.id), input.limit),
  ),

  pictures: ours.pictures.handler(({ context, input }) => {
    const { app, user } = context
    const letter = ownLetter(context, input.id)
    const html = bodyOf(app.store.reader, input.id)?.html ?? ''
    const trackers = trackersIn(html)
    const isTracker = (url: string) => trackers.has(url) || isKnownTracker(url)
    if (input.always) app.store.write((tx) => allowPictures(tx, user.id, letter.from.email))
    const named = input.urls.filter((url) => /^https?:\/\//i.test(url) && namesAddress(html, url))
    const signed = named.filter((url) => !isTracker(url)).map((url) => [url, pictureAddress(context, url)])
    return { signed: Object.fromEntries(signed), trackers: named.filter(isTracker) }
  }),

  attachment: ours.attachment.handler(({ context, input }) => {
    ownMessage(context, input.id)
    if (!attachmentsOf(context.app.store.reader, input.id).some((file) => file.n === input.n))
      throw new Problem('not-found')
    return { url: fileAddress(context, input.id, input.n, input.as) }
  }),

  loadAnyway: ours.loadAnyway.handler(({ context, input }) => {
    const letter = ownLetter(context, input.id)
    const missing = roomMissing(context.app, letter.size)
    if (missing) throw new Problem('no-room', { params: missing })
    if (!loadAnyway(context.app.engine, letter.mailboxId, input.id)) throw new Problem('letter-gone-on-server')
    return {}
  }),

  parseAgain: ours.parseAgain.handler(async ({ context, input }) => {
    const letter = ownLetter(context, input.id)
    return { reading: await parseAgain(context.app.engine, letter.mailboxId, input.id, sourceFor(context, input.id)) }
  }),
}

/** The bytes of a letter that the caller may read; `source-missing` while they still lie on the server. */
function sourceFor(caller: Caller, id: MessageId): BlobId {
  ownMessage(caller, id)
  const blob = sourceOf(caller.app.store.reader, readable(caller), id, null)
  if (blob === null) throw new Problem('source-missing')
  return blob
}
