import type { Log } from '../engine/ports.ts'
import { backupPart } from './backup.ts'
import type { Command, Workplace } from './command.ts'
import type { Run } from './control.ts'
import { importFiles } from './import.ts'
import { restorePart } from './restore.ts'
import { EXIT, stopOf } from './stop.ts'
import { tokenAdd, tokenRevoke } from './token.ts'
import { userAdd, userPassword } from './user-add.ts'

const COMMANDS = [backupPart, importFiles, restorePart, tokenAdd, tokenRevoke, userAdd, userPassword]

/** The running program's end of the door. */
export function runner(work: Workplace, log: Log): Run {
  return async (name, input, tell, signal) => {
    const found = COMMANDS.find((one) => one.name === name)
    if (!found) return { is: 'refused', sentence: 'unknown-command', params: { command: name }, exitCode: EXIT.usage }
    try {
      return { is: 'done', value: await runParsed(found, work, input, tell, signal) }
    } catch (error) {
      if (signal.aborted && error === signal.reason) return { is: 'ended' }
      const stop = stopOf(error, work.opened.place.file)
      if (stop) return { is: 'refused', sentence: stop.sentence, params: stop.params, exitCode: stop.exitCode }
      log.error({ command: name, error: String(error) }, 'a command failed')
      return { is: 'failed', words: error instanceof Error ? error.message : String(error) }
    }
  }
}

// The list holds commands of many inputs; each is given only what its own parser let through.
function runParsed(
  found: (typeof COMMANDS)[number],
  work: Workplace,
  input: unknown,
  tell: (progress: unknown) => void,
  signal: AbortSignal,
): Promise<unknown> {
  return (found as Command<unknown, unknown>).run(work, found.input.parse(input), tell, signal)
}
