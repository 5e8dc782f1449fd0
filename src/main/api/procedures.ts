import { implement } from '@orpc/server'
import { contract } from '../../shared/api/contract.ts'
import { callerWith } from './caller.ts'
import type { Context } from './context.ts'
import { problemOf, rpcError } from './problems.ts'

/**
 * The contract with what every call goes through: the identity still stands, the person's role has the right that the
 * procedure names, and whatever goes wrong leaves as a problem by name. Handlers get the person as `context.user`.
 */
export const procedures = implement(contract)
  .$context<Context>()
  .use(async ({ context, procedure, next }) => {
    try {
      return await next({ context: callerWith(context, procedure['~orpc'].meta.right) })
    } catch (error) {
      throw rpcError(problemOf(error, context.app.log))
    }
  })
