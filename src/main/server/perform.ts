import { systemClock } from '../engine/clock.ts'
import { createCredit } from '../engine/credit.ts'
import type { Deps } from '../engine/deps.ts'
import { createWriteQueue } from '../engine/write-queue.ts'
import type { Command, Workplace } from './command.ts'
import { callControl } from './control.ts'
import type { Place } from './data-folder.ts'
import { isTaken, lockedStop, openOffice } from './office.ts'
import { portsOf } from './ports.ts'
import { Stop, stopOf } from './stop.ts'

const CREDIT_BYTES = 24 * 1024 * 1024
/** Alone, a command ends with its program. */
const NEVER = new AbortController().signal

/** Runs a command in the program that holds the folder, else here on the file itself. */
export async function perform<Input, Output>(
  place: Place,
  wanted: Command<Input, Output>,
  input: Input,
  tell: (progress: unknown) => void,
): Promise<Output> {
  const opened = openOffice(place)
  if (isTaken(opened)) {
    const answer = await callControl(place.folder, wanted.name, input, tell)
    if (!answer) throw lockedStop(place, opened)
    if (answer.is === 'ended') throw new Stop(wanted.name === 'import' ? 'import-ended' : 'program-ended')
    if (answer.is === 'refused') throw new Stop(answer.sentence, answer.params, answer.exitCode)
    if (answer.is !== 'done') throw new Error(answer.is === 'failed' ? answer.words : 'no answer')
    // The same command on the other side made it.
    return answer.value as Output
  }
  const alone = workAlone(opened)
  try {
    return await wanted.run(alone.work, input, tell, NEVER)
  } catch (error) {
    throw stopOf(error, place.file) ?? error
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
