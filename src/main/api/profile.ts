import { updateUser, userById } from '../store/users.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'

export const profile = {
  get: procedures.profile.get.handler(({ context }) => context.user),
  update: procedures.profile.update.handler(({ context: { app, user }, input }) => {
    app.store.write((tx) => updateUser(tx, user.id, input))
    const changed = userById(app.store.reader, user.id)
    if (!changed) throw new Problem('signed-out')
    return changed
  }),
}
