import type { ProblemName } from '../../shared/api/problems.ts'

export interface Refusal {
  ok: false
  problem: ProblemName
  field?: string
  params?: Record<string, string | number>
}

/** What an act of a person comes to; the border says a refusal in its own form. */
export type Answer<T> = { ok: true; value: T } | Refusal

export const refused = (problem: ProblemName, field?: string, params?: Refusal['params']): Refusal => ({
  ok: false,
  problem,
  ...(field === undefined ? {} : { field }),
  ...(params === undefined ? {} : { params }),
})
