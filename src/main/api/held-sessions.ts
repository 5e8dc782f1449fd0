import { errorCode } from '../engine/error-code.ts'
import type { Store } from '../store/database.ts'
import type { Writer } from '../store/handle.ts'
import type { Session } from '../store/sessions.ts'

/** Whoever signs in while the disk is full reads all the same: what cannot be written of it is held here until the program ends. */
export class HeldSessions {
  readonly #store: Store
  readonly #sessions = new Map<string, Session>()
  readonly #tries = new Map<string, { tries: number; until: number | null }>()
  #last = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Writes unless the disk is full: then it answers false. */
  write(work: (tx: Writer) => void): boolean {
    try {
      this.#store.write((tx) => {
        work(tx)
      })
      return true
    } catch (error) {
      if (errorCode(error) === 'SQLITE_FULL') return false
      throw error
    }
  }

  add(tokenHash: string, session: Omit<Session, 'id' | 'seenAt'>, now: number): void {
    // Below zero, so that no session of the file has this number.
    this.#sessions.set(tokenHash, { ...session, id: --this.#last, seenAt: now })
  }

  byToken(tokenHash: string, now: number): Session | null {
    return alive(this.#sessions.get(tokenHash), now)
  }

  byId(id: number, now: number): Session | null {
    if (id >= 0) return null
    return alive(
      [...this.#sessions.values()].find((session) => session.id === id),
      now,
    )
  }

  /** Whether it was one of these. */
  end(id: number): boolean {
    for (const [tokenHash, session] of this.#sessions) if (session.id === id) return this.#sessions.delete(tokenHash)
    return false
  }

  /** Until when this name may not try again; null when it may. */
  pause(email: string, now: number): number | null {
    const until = this.#tries.get(email)?.until ?? null
    return until !== null && until > now ? until : null
  }

  countTry(email: string, limit: number, pauseMs: number, now: number): void {
    const tries = (this.#tries.get(email)?.tries ?? 0) + 1
    const isFull = tries >= limit
    this.#tries.set(email, { tries: isFull ? 0 : tries, until: isFull ? now + pauseMs : null })
  }

  forgetTries(email: string): void {
    this.#tries.delete(email)
  }
}

const alive = (session: Session | undefined, now: number): Session | null =>
  session && session.expiresAt > now ? session : null
