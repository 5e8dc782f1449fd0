import type { z } from 'zod'
import type { Deps } from '../engine/deps.ts'
import type { Clock } from '../engine/ports.ts'
import type { OpenOffice } from './office.ts'

/** What a command works on: the open file, and where it needs one, the engine's parts. */
export interface Workplace {
  opened: OpenOffice
  clock: Clock
  /** The running engine's parts, or ones made for this command alone. */
  deps(): Promise<Deps>
  /** Puts another file in the place of the office's; the running program closes its own first and starts again after. */
  replaceFile(swap: () => void): void
}

/** One command: its input is parsed at the door, since the other end may be of another version. */
export interface Command<Input, Output> {
  name: string
  input: z.ZodType<Input>
  /** `signal` ends a long command early: whoever asked is gone, or the program ends. */
  run(work: Workplace, input: Input, tell: (progress: unknown) => void, signal: AbortSignal): Promise<Output>
}

export function command<Input, Output>(
  name: string,
  input: z.ZodType<Input>,
  run: Command<Input, Output>['run'],
): Command<Input, Output> {
  return { name, input, run }
}
