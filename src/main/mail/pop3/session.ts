import { failureOf, TroubleError } from '../imap/failure.ts'
import type { Patience } from '../imap/protocol.ts'
import type { Capabilities, Failure, Login, MaildropNumbers } from '../types.ts'
import { connectPop3, type Pop3Line } from './connect.ts'
import { type Dropped, readMaildrop } from './maildrop.ts'

const GOODBYE_MS = 2000
// POP3 knows none of these; the letters that come are found at the next look.
const NOTHING: Capabilities = { idle: false, condstore: false, uidplus: false, move: false }

export interface Numbered extends Dropped {
  uid: number
}

/** One POP3 mailbox on the wire. The server locks it and shows no new letters while the line stands, so it stands only for one look. */
export class Pop3Session {
  #login: Login
  #patience: Patience
  #line: Pop3Line | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #jobs = 0
  #isClosed = false
  #dropped: Dropped[] = []
  #numbers: MaildropNumbers = { uidValidity: '', uids: new Uint32Array(), seenBelow: 0, isDated: false }
  #byUid = new Map<number, Numbered>()
  #highest = 0

  constructor(login: Login, patience: Patience) {
    this.#login = login
    this.#patience = patience
  }

  get uidValidity(): string {
    return this.#numbers.uidValidity
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether the letters' dates are wanted with the list. */
  get isDated(): boolean {
    return this.#numbers.isDated
  }

  get highest(): number {
    return this.#highest
  }

  /** Our numbers, ascending. */
  get uids(): Uint32Array {
    return Uint32Array.from(this.#byUid.keys())
  }

  letter(uid: number): Numbered | undefined {
    return this.#byUid.get(uid)
  }

  /** POP3 keeps no flags: what lay there when the mailbox was connected counts as read. */
  flagsOf(uid: number): string[] {
    return uid < this.#numbers.seenBelow ? ['\\Seen'] : []
  }

  async open(): Promise<{ ok: true; capabilities: Capabilities; compressed: boolean } | Failure> {
    try {
      const line = await connectPop3(this.#login, this.#patience)
      // Closed meanwhile: a line that nobody holds would keep the mailbox locked.
      if (this.#isClosed) line.wire.destroy()
      this.#line = line
      return { ok: true, capabilities: NOTHING, compressed: false }
    } catch (error) {
      this.#line = null
      return failureOf(error, this.#login)
    }
  }

  maildrop(): Promise<{ ok: true; keys: string } | Failure> {
    return this.run(async (line): Promise<{ ok: true; keys: string }> => {
      this.#dropped = await readMaildrop(line)
      return { ok: true, keys: this.#dropped.map(({ key }) => key).join('\n') }
    })
  }

  number(numbers: MaildropNumbers): { ok: true } {
    this.#numbers = numbers
    const numbered = this.#dropped.flatMap((letter, n): Numbered[] => {
      const uid = numbers.uids[n]
      return uid === undefined ? [] : [{ ...letter, uid }]
    })
    this.#byUid = new Map(numbered.sort((x, y) => x.uid - y.uid).map((letter) => [letter.uid, letter]))
    this.#highest = numbered.at(-1)?.uid ?? 0
    return { ok: true }
  }

  /** Runs one job on the line after the ones before it. Errors come back as a failure in the program's words. */
  run<T>(job: (line: Pop3Line) => Promise<T>): Promise<T | Failure> {
    this.#jobs++
    const result = this.#queue.then(async () => {
      try {
        const line = this.#line
        if (!line?.wire.isUsable) throw new TroubleError('no-network')
        return await job(line)
      } catch (error) {
        // A command given up halfway leaves its answer on the line, where the next would take it for its own.
        this.#line?.wire.destroy()
        return failureOf(error, this.#login)
      } finally {
        this.#jobs--
      }
    })
    this.#queue = result
    return result
  }

  async close(): Promise<void> {
    const line = this.#line
    this.#isClosed = true
    this.#line = null
    if (this.#jobs > 0) line?.wire.destroy()
    else await line?.wire.quit(GOODBYE_MS)
  }
}
