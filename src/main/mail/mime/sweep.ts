import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY_BYTES = 4 * 1024 * 1024

/**
 * Collects young garbage after every few megabytes that pass through. V8 counts its own heap only, while what a stream leaves
 * behind lies outside of it: without this a hundred megabytes of pieces keep fifty of them waiting. A pass takes a millisecond.
 */
export class Sweep {
  #since = 0
  #collect: (options: { type: 'minor' }) => void

  constructor() {
    setFlagsFromString('--expose-gc')
    this.#collect = runInNewContext('gc')
  }

  passed(bytes: number): void {
    this.#since += bytes
    if (this.#since < EVERY_BYTES) return
    this.#since = 0
    this.#collect({ type: 'minor' })
  }
}
