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
export function runner(work: Workplace): Run {
  return async (name, input, tell) => {
    const found = COMMANDS.find((one) => one.name === name)
    if (!found) return { is: 'refused', sentence: 'unknown-command', params: { command: name }, exitCode: EXIT.usage }
    try {
      return { is: 'done', value: await runParsed(found, work, input, tell) }
    } catch (error) {
      const stop = stopOf(error)
      if (stop) return { is: 'refused', sentence: stop.sentence, params: stop.params, exitCode: stop.exitCode }
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
): Promise<unknown> {
  return (found as Command<unknown, unknown>).run(work, found.input.parse(input), tell)
}
