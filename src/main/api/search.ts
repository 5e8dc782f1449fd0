import { cursorOf, placeOf } from './cursor.ts'
import { procedures } from './procedures.ts'
import { readable } from './reading.ts'

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export const search = procedures.search.handler(async ({ context, input }) => {
  const { app, user } = context
  const began = performance.now()
  const list = `search ${input.q}`
  const below = placeOf(list, 1, input.cursor)?.[0] ?? null
  const found = await app.reader.ask('search', {
    text: input.q,
    user: user.id,
    mailboxes: readable(context),
    limit: input.limit,
    below,
    now: app.clock.now(),
    zone: ZONE,
  })
  return {
    ...found,
    next: found.next === null ? null : cursorOf(list, [found.next]),
    tookMs: Math.round(performance.now() - began),
  }
})
