import { oc } from '@orpc/contract'
import type { Right } from '../model/user.ts'
import { ProblemData } from './problems.ts'

/** The start of every procedure: its right is named here and checked before the handler runs. */
export const procedure = (right: Right) =>
  oc.$meta<{ right: Right }>({ right }).errors({
    BAD_REQUEST: { data: ProblemData },
    UNAUTHORIZED: { data: ProblemData },
    FORBIDDEN: { data: ProblemData },
    NOT_FOUND: { data: ProblemData },
    CONFLICT: { data: ProblemData },
    TOO_MANY_REQUESTS: { data: ProblemData },
    SERVICE_UNAVAILABLE: { data: ProblemData },
    INTERNAL_SERVER_ERROR: { data: ProblemData },
  })
