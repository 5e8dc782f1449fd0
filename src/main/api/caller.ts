import type { Right } from '../../shared/model/user.ts'
import { hasRight } from '../domain/rights.ts'
import { userById } from '../store/users.ts'
import type { Caller, Context } from './context.ts'
import { Problem } from './problems.ts'

/** The person behind an identity, if it still stands and his role has the right. */
export function callerWith(context: Context, right: Right): Caller {
  const { app, identity } = context
  const user = app.sessions.isAlive(identity) ? userById(app.store.reader, identity.userId) : null
  if (!user) throw new Problem('signed-out')
  if (!hasRight(user.role, right)) throw new Problem('no-right')
  return { app, identity, user }
}
