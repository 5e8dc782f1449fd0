import type { Draft, DraftContent } from '../../shared/api/compose.ts'
import type { DraftId, UserId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { previewLetter, quotedLetter, signatureFor } from '../engine/compose-preview.ts'
import { emptyReply } from '../engine/compose-reply.ts'
import { conversationFacts } from '../store/conversations.ts'
import { addDraftFile, filesOfDraft } from '../store/draft-files.ts'
import {
  addDraft,
  draftById,
  draftOfReply,
  draftsOf,
  dropDraft,
  isSameDraft,
  nameSecondDraft,
  saveDraft,
  secondDraftOf,
} from '../store/drafts.ts'
import type { Reader } from '../store/handle.ts'
import { mayRead } from '../store/letters-read.ts'
import { addressesOf, answeredLetter, placeOfAnswer, standingOf } from '../store/outbox-answered.ts'
import { isSentAs, sentDraft } from '../store/outbox-drafts.ts'
import { suggestedRecipients } from '../store/recipients-read.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownConversation, readable } from './reading.ts'

const { drafts: ours } = procedures
const MOST_SUGGESTED = 8

export const drafts = {
  list: ours.list.handler(({ context: { app, user } }) => draftsOf(app.store.reader, user.id)),

  get: ours.get.handler(({ context: { app, user }, input }) => {
    const draft = draftById(app.store.reader, user.id, input.id)
    if (!draft) throw gone(app.store.reader, user.id, input.id)
    return draft
  }),

  look: ours.look.handler(({ context: { app, user }, input }) => {
    const draft = draftById(app.store.reader, user.id, input.id)
    if (!draft) throw gone(app.store.reader, user.id, input.id)
    return { draft, second: secondDraftOf(app.store.reader, user.id, input.id) }
  }),

  forReply: ours.forReply.handler(({ context: { app, user }, input: { messageId, mode } }) => {
    const { reader } = app.store
    const standing = standingOf(reader, user.id, messageId)
    const letter = standing && answeredLetter(reader, messageId)
    if (!letter) throw new Problem('not-found')
    const begun = draftOfReply(reader, user.id, messageId, standing.conversationId)
    return (
      begun ?? { ...emptyReply(messageId, letter, standing, addressesOf(reader, user.id), mode), id: null, revision: 0 }
    )
  }),

  save: ours.save.handler(({ context, input }) => {
    const { app, user } = context
    const content = withinSight(context, input)
    const unheard = input.unheard.map((one) => withinSight(context, one))
    return app.store.write((tx) => {
      const now = app.clock.now()
      const saved = input.id === null ? null : saveDraft(tx, user.id, input.id, input.revision, content, now)
      // Changed, sent or discarded in another place meanwhile: neither text is lost.
      if (saved) return { draft: saved, forked: false }
      if (input.id !== null && sentDraft(tx, user.id, input.id) && isSentAs(tx, user.id, input.id, content))
        throw gone(tx, user.id, input.id)
      const here = input.id === null ? heardNew(tx, user.id, unheard) : draftById(tx, user.id, input.id)
      // The answer to this save, or to one before it, was lost on its way: what stands there is this window's own.
      if (here && isSameDraft(here, content)) return { draft: here, forked: false }
      if (here && unheard.some((one) => isSameDraft(here, one))) {
        const draft = saveDraft(tx, user.id, here.id, here.revision, content, now)
        if (draft) return { draft, forked: false }
      }
      const second = addDraft(tx, user.id, content, now)
      if (input.id !== null && here) {
        for (const file of filesOfDraft(tx, input.id)) addDraftFile(tx, second.id, file)
        nameSecondDraft(tx, input.id, second.id)
      }
      return { draft: second, forked: input.id !== null }
    })
  }),

  recipients: ours.recipients.handler(({ context, input }) =>
    suggestedRecipients(context.app.store.reader, context.user.id, readable(context), {
      words: fold(input.q).split(' ').filter(Boolean),
      address: input.q.includes('@') ? input.q.trim().toLowerCase() : '',
      conversationId: input.conversationId === null ? null : ownConversation(context, input.conversationId),
      limit: MOST_SUGGESTED,
    }),
  ),

  signature: ours.signature.handler(({ context: { app, user }, input }) => ({
    html: signatureFor(app.store.reader, user, input.mailboxId),
  })),

  quote: ours.quote.handler(async ({ context: { app, user }, input }) => {
    const quote = await quotedLetter(app.store.reader, user, input.messageId)
    if (!quote) throw new Problem('not-found')
    return quote
  }),

  preview: ours.preview.handler(({ context, input }) =>
    previewLetter(context.app.store.reader, context.user, withinSight(context, input)),
  ),

  discard: ours.discard.handler(({ context: { app, user }, input }) => {
    const { id, revision } = input
    app.store.write((tx) => {
      const isSeen = () => draftById(tx, user.id, id)?.revision === revision && filesOfDraft(tx, id).length === 0
      if (revision === undefined || isSeen()) dropDraft(tx, user.id, id)
    })
    return {}
  }),
}

// A draft that is no more: sent at that time, or thrown away.
// A new draft whose first save was heard though its answer was not; nobody else begins with the same words.
function heardNew(db: Reader, user: UserId, unheard: readonly DraftContent[]): Draft | null {
  if (unheard.length === 0) return null
  return (
    draftsOf(db, user).find(
      (draft) =>
        draft.revision === 1 &&
        unheard.some((one) => isSameDraft(draft, one)) &&
        filesOfDraft(db, draft.id).length === 0,
    ) ?? null
  )
}

function gone(db: Reader, user: UserId, id: DraftId): Problem {
  const sent = sentDraft(db, user, id)
  return sent ? new Problem('draft-sent', { params: { at: sent.at } }) : new Problem('not-found')
}

// What is gone, or not the author's to read, is let go; the text is kept in any case.
function withinSight(context: Caller, draft: DraftContent): DraftContent {
  const { reader } = context.app.store
  const mailboxes = readable(context)
  const replyTo = draft.replyTo !== null && mayRead(reader, mailboxes, draft.replyTo) ? draft.replyTo : null
  // Since the page was told, the letter that is answered may have come to stand elsewhere.
  const conversationId =
    replyTo === null || draft.conversationId === null
      ? draft.conversationId
      : placeOfAnswer(reader, context.user.id, replyTo, draft.conversationId)
  const stands = conversationId === null ? null : conversationFacts(reader, conversationId)
  return {
    ...draft,
    mailboxId: draft.mailboxId !== null && mailboxes.includes(draft.mailboxId) ? draft.mailboxId : null,
    conversationId: stands && mailboxes.includes(stands.mailboxId) ? conversationId : null,
    replyTo,
  }
}
