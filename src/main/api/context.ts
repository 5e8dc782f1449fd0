import type { User } from '../../shared/model/user.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock, Log } from '../engine/ports.ts'
import type { ReaderThread } from '../engine/reader.ts'
import type { Store } from '../store/database.ts'
import type { CountsKeeper } from './mailbox-counts.ts'
import type { Identity, SessionKeeper } from './sessions.ts'
import type { Signer } from './signed.ts'

/** What the program is, said once by the host. */
export interface About {
  version: string
  /** Changes with every build; a page of another build reloads itself. */
  build: string
  isSample: boolean
  isDesktop: boolean
  dataFile: string
  /** Mailboxes of the practice server of the sample office, for the wizard; empty in a real office. */
  practice: readonly {
    address: string
    login: string
    password: string
    imap: { host: string; port: number }
    smtp: { host: string; port: number }
  }[]
}

/** Everything that handlers work with. */
export interface App {
  store: Store
  clock: Clock
  log: Log
  about: About
  engine: Engine
  reader: ReaderThread
  counts: CountsKeeper
  sessions: SessionKeeper
  signer: Signer
  /** The sample office goes with its folder; the program starts again with the real one. */
  discardSample(): void
  /** Free bytes on the disk of the data folder. */
  freeDiskBytes(): number
}

/** One call: who asks is known, what he may is checked by the right of the procedure. */
export interface Context {
  app: App
  identity: Identity
  /** Of a REST call; the first answer is given again for the same key. */
  idempotencyKey?: string | null
}

/** After the check: the person behind the session or the token. */
export interface Caller extends Context {
  user: User
}
