import { boardOf, outboxDetail, withPlan } from '../engine/send-board.ts'
import { usageOf } from '../engine/send-usage.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { outboxPage } from '../store/outbox-list.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { given } from './given.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { readable } from './reading.ts'

const { outbox: ours } = procedures

export const outbox = {
  list: ours.list.handler(({ context: { app, user }, input }) => {
    const list = `outbox ${input.state ?? ''} ${input.q}`
    const place = placeOf(list, 3, input.cursor)
    const { items, next } = outboxPage(app.store.reader, user.id, {
      tab: input.state ?? 'all',
      q: input.q,
      after: place ? [place[0] ?? 0, place[1] ?? 0, place[2] ?? 0] : null,
      limit: input.limit,
    })
    return {
      items: withPlan(app.store.reader, items, app.clock.now()),
      next: next === null ? null : cursorOf(list, next),
    }
  }),
  get: ours.get.handler(({ context: { app, user }, input }) => {
    const detail = outboxDetail(app.store.reader, user.id, input.id, app.clock.now())
    if (!detail) throw new Problem('not-found')
    return detail
  }),
  board: ours.board.handler(({ context: { app, user } }) => boardOf(app.store.reader, user.id, app.clock.now())),
  pauseAll: ours.pauseAll.handler(({ context: { app, user }, input }) => {
    app.engine.sending.pauseAll(user, input.paused)
    return boardOf(app.store.reader, user.id, app.clock.now())
  }),
  sendAnyway: ours.sendAnyway.handler(({ context: { app, user }, input }) =>
    given(app.engine.sending.sendAnyway(user, input.id)),
  ),
  many: ours.many.handler(({ context: { app, user }, input }) => app.engine.sending.many(user, input.ids, input.act)),

  usage: ours.usage.handler(({ context }) => {
    const { clock, store } = context.app
    return readable(context).flatMap((id) => {
      const mailbox = mailboxById(store.reader, id)
      return mailbox?.removedAt === null ? [usageOf(store.reader, mailbox, clock.now())] : []
    })
  }),

  send: ours.send.handler(async ({ context: { app, user }, input }) =>
    given(await app.engine.sending.sendDraft(user, input.draftId, input.revision)),
  ),
  undo: ours.undo.handler(({ context: { app, user }, input }) => given(app.engine.sending.undo(user, input.id))),
  retry: ours.retry.handler(({ context: { app, user }, input }) => given(app.engine.sending.retry(user, input.id))),
  toDraft: ours.toDraft.handler(({ context: { app, user }, input }) =>
    given(app.engine.sending.toDraft(user, input.id, input.isFix)),
  ),
  resolve: ours.resolve.handler(({ context: { app, user }, input }) =>
    given(app.engine.sending.resolve(user, input.id, input.verdict)),
  ),
}

/** `POST /messages`: a whole letter; the same `Idempotency-Key` with the same letter gives the first answer again. */
export const sendMessage = procedures.messages.send.handler(async ({ context: { app, user, idempotencyKey }, input }) =>
  given(await app.engine.sending.sendDirect(user, input, idempotencyKey ?? null)),
)
