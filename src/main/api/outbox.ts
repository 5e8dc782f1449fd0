import { outboxPage } from '../store/outbox-list.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { given } from './given.ts'
import { procedures } from './procedures.ts'

const { outbox: ours } = procedures

export const outbox = {
  list: ours.list.handler(({ context: { app, user }, input }) => {
    const list = `outbox ${input.state ?? ''}`
    const before = placeOf(list, 1, input.cursor)?.[0] ?? null
    const { items, next } = outboxPage(app.store.reader, user.id, {
      before,
      limit: input.limit,
      ...(input.state ? { state: input.state } : {}),
    })
    return { items, next: next === null ? null : cursorOf(list, [next]) }
  }),

  send: ours.send.handler(async ({ context: { app, user }, input }) =>
    given(await app.engine.sending.sendDraft(user, input.draftId, input.revision)),
  ),
  undo: ours.undo.handler(({ context: { app, user }, input }) => given(app.engine.sending.undo(user, input.id))),
  retry: ours.retry.handler(({ context: { app, user }, input }) => given(app.engine.sending.retry(user, input.id))),
  toDraft: ours.toDraft.handler(({ context: { app, user }, input }) =>
    given(app.engine.sending.toDraft(user, input.id)),
  ),
  resolve: ours.resolve.handler(({ context: { app, user }, input }) =>
    given(app.engine.sending.resolve(user, input.id, input.verdict)),
  ),
}

/** `POST /messages`: a whole letter; the same `Idempotency-Key` with the same letter gives the first answer again. */
export const sendMessage = procedures.messages.send.handler(async ({ context: { app, user, idempotencyKey }, input }) =>
  given(await app.engine.sending.sendDirect(user, input, idempotencyKey ?? null)),
)
