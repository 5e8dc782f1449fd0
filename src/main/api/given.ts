import type { Answer } from '../engine/send-answer.ts'
import { Problem } from './problems.ts'

/** What the engine answered, or its refusal in the form of this border. */
export function given<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  throw new Problem(answer.problem, { field: answer.field, params: answer.params })
}
