import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { systemClock } from '../engine/clock.ts'
import type { Ports } from '../engine/ports.ts'
import { createMailLink } from '../mail/link.ts'
import { openLog } from './log.ts'
import { freeBytesOf, type OpenOffice } from './office.ts'
import { threads } from './resources.ts'
import { keyFileOf, keyFrom, secretBox } from './secrets.ts'

// With two processors the engine and one parser keep both busy.
const PARSERS = availableParallelism() > 2 ? 2 : 1

/** What the engine is given on this computer. `allowedHosts` are mail servers on private networks that the owner named. */
export function portsOf({ place, installation }: OpenOffice, allowedHosts: readonly string[]): Ports {
  const log = openLog(place.folder)
  return {
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    secrets: secretBox(keyFrom(keyFileOf(place, installation))),
    log,
    link: createMailLink({ mailWorker: threads.mail, parseWorker: threads.parse, parsers: PARSERS, log }),
    allowedHosts,
    freeDiskBytes: () => freeBytesOf(place.folder),
  }
}
