import { systemClock } from '../engine/clock.ts'
import { createCredit } from '../engine/credit.ts'
import type { Deps } from '../engine/deps.ts'
import { createWriteQueue } from '../engine/write-queue.ts'
import type { Command, Workplace } from './command.ts'
import { callControl, type Run } from './control.ts'
import type { Place } from './data-folder.ts'
import { isTaken, lockedStop, openOffice } from './office.ts'
import { portsOf } from './ports.ts'
import { Stop, stopOf } from './stop.ts'
import { tokenAdd } from './token-add.ts'
import { userAdd, userPassword } from './user-add.ts'

const CREDIT_BYTES = 24 * 1024 * 1024
const COMMANDS = [userAdd, userPassword, tokenAdd]

/** The running program's end of the door. */
export function runner(work: Workplace): Run {
  return async (name, input, tell) => {
    const found = COMMANDS.find((one) => one.name === name)
    if (!found) return { is: 'refused', sentence: 'unknown-command', params: { command: name }, exitCode: 2 }
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
function runParsed(found: (typeof COMMANDS)[number], work: Workplace, input: unknown, tell: (progress: unknown) => void): Promise<unknown> {
  return (found as Command<unknown, unknown>).run(work, found.input.parse(input), tell)
}

/** Runs a command in the program that holds the folder, else here on the file itself. */
export async function perform<Input, Output>(place: Place, wanted: Command<Input, Output>, input: Input, tell: (progress: unknown) => void): Promise<Output> {
  const opened = openOffice(place)
  if (isTaken(opened)) {
    const answer = await callControl(place.folder, wanted.name, input, tell)
    if (!answer) throw lockedStop(place, opened)
    if (answer.is === 'refused') throw new Stop(answer.sentence, answer.params, answer.exitCode)
    if (answer.is !== 'done') throw new Error(answer.is === 'failed' ? answer.words : 'no answer')
    // The same command on the other side made it.
    return answer.value as Output
  }
  const alone = workAlone(opened)
  try {
    return await wanted.run(alone.work, input, tell)
  } finally {
    await alone.end()
  }
}

function workAlone(opened: Workplace['opened']): { work: Workplace; end(): Promise<void> } {
  let swap: (() => void) | null = null
  let deps: Deps | null = null
  const work: Workplace = {
    opened,
    clock: systemClock,
    // The parts without the loops: nothing is asked of the network.
    deps: async () => {
      const ports = portsOf(opened, [])
      deps ??= { store: opened.store, ports, queue: createWriteQueue(opened.store), credit: createCredit(CREDIT_BYTES) }
      return deps
    },
    replaceFile: (how) => (swap = how),
  }
  return {
    work,
    async end() {
      await deps?.ports.link.end()
      opened.store.close()
      swap?.()
      opened.release()
    },
  }
}
