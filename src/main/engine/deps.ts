import type { Store } from '../store/database.ts'
import type { Credit } from './credit.ts'
import type { Ports } from './ports.ts'
import type { WriteQueue } from './write-queue.ts'

/** What the engine's parts share. */
export interface Deps {
  store: Store
  ports: Ports
  queue: WriteQueue
  credit: Credit
  /** Aborted when the engine stops: long work of many commits ends between two of them. A command of the command line has none. */
  stopping?: AbortSignal
}
