import { implement } from '@orpc/server'
import { contract } from '../../shared/api/contract.ts'
import { hasRight } from '../domain/rights.ts'
import { userById } from '../store/users.ts'
import type { Caller, Context } from './context.ts'
import { Problem, problemOf, rpcError } from './problems.ts'

/**
 * The contract with what every call goes through: the identity still stands, the person's role has the right that the
 * procedure names, and whatever goes wrong leaves as a problem by name. Handlers get the person as `context.user`.
 */
export const procedures = implement(contract)
  .$context<Context>()
  .use(async ({ context, procedure, next }) => {
    const { app, identity } = context
    try {
      const user = app.sessions.isAlive(identity) ? userById(app.store.reader, identity.userId) : null
      if (!user) throw new Problem('signed-out')
      if (!hasRight(user.role, procedure['~orpc'].meta.right)) throw new Problem('no-right')
      const caller: Caller = { ...context, user }
      return await next({ context: caller })
    } catch (error) {
      throw rpcError(problemOf(error, app.log))
    }
  })
