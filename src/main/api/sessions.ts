import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { EnterByLink, FirstAdmin, NewPassword, SignedIn, SignIn } from '../../shared/api/session.ts'
import type { UserId } from '../../shared/model/ids.ts'
import type { Locale } from '../../shared/model/user.ts'
import type { Clock } from '../engine/ports.ts'
import type { Store } from '../store/database.ts'
import {
  addSession,
  countFailedSignIn,
  endSession,
  forgetFailedSignIns,
  type Session,
  sessionById,
  sessionByToken,
  signInPause,
  touchSession,
} from '../store/sessions.ts'
import { setSetting, setting } from '../store/settings.ts'
import { tokenByHash, touchToken } from '../store/tokens.ts'
import { addUser, firstAdministrator, keepFirstLocale, passwordOf, setPassword, userById } from '../store/users.ts'
import { HeldSessions } from './held-sessions.ts'
import { Links } from './links.ts'
import { hashPassword, passwordFits } from './passwords.ts'
import { Problem } from './problems.ts'

/** Who asks: a page with its session, or a program with an API token. */
export type Identity = { by: 'session' | 'token'; id: number; userId: UserId }

const TRIES = 5
const PAUSE_MS = 60_000
const DAY_MS = 86_400_000
const TOUCH_EVERY_MS = 10 * 60_000
export const SECRET_HEADER = 'x-golub-secret'

/** What a sign-in leaves: the cookie for the browser, the secret for the page. */
export interface Entered {
  cookie: string
  answer: SignedIn
}

export class SessionKeeper {
  readonly links = new Links()
  readonly #store: Store
  readonly #clock: Clock
  readonly #cookie: string
  readonly #held: HeldSessions
  readonly #enders = new Set<(session: number) => void>()

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
    this.#held = new HeldSessions(store)
    // Cookies ignore ports: two installations on one host must not overwrite each other's.
    this.#cookie = `golub_${createHash('sha256')
      .update(setting(store.reader, 'installation.id') ?? '')
      .digest('hex')
      .slice(0, 12)}`
  }

  /** The session that the cookie names; says nothing about the page's secret. */
  byCookie(request: IncomingMessage): Session | null {
    const token = cookieOf(request, this.#cookie)
    if (!token) return null
    const [hash, now] = [sha256(token), this.#clock.now()]
    return sessionByToken(this.#store.reader, hash, now) ?? this.#stillUser(this.#held.byToken(hash, now))
  }

  /** Cookie and secret together: this is our own page, not another program that was sent our cookie. */
  byPage(request: IncomingMessage, secret: string | undefined): Identity | null {
    const session = this.byCookie(request)
    if (!session || secret === undefined || !hashesEqual(sha256(secret), session.secretHash)) return null
    return { by: 'session', id: session.id, userId: session.userId }
  }

  byBearer(request: IncomingMessage): Identity | null {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const found = token ? tokenByHash(this.#store.reader, sha256(token)) : null
    if (!found) return null
    const now = this.#clock.now()
    if (now - (found.usedAt ?? 0) > TOUCH_EVERY_MS) this.#held.write((tx) => touchToken(tx, found.id, now))
    return { by: 'token', id: found.id, userId: found.userId }
  }

  /** Whether an identity of an open socket still stands; a session in use lives on. */
  isAlive(identity: Identity): boolean {
    if (identity.by === 'token') return true
    const now = this.#clock.now()
    if (this.#stillUser(this.#held.byId(identity.id, now))) return true
    const session = sessionById(this.#store.reader, identity.id, now)
    if (!session) return false
    if (now - session.seenAt > TOUCH_EVERY_MS) this.#held.write((tx) => touchSession(tx, session, now))
    return true
  }

  async firstAdmin(input: FirstAdmin): Promise<Entered> {
    const link = this.links.take(input.link, 'first-admin', this.#clock.now())
    try {
      if (firstAdministrator(this.#store.reader)) throw new Problem('office-exists')
      const email = normalAddress(input.email)
      const passwordHash = await hashPassword(input.password)
      const name = `${input.firstName} ${input.lastName}`.trim()
      const id = this.#store.write((tx) => {
        if (firstAdministrator(tx)) throw new Problem('office-exists')
        setSetting(tx, 'office.name', input.office)
        return addUser(tx, { name, email, role: 'admin', passwordHash, locale: input.locale }, this.#clock.now())
      })
      return this.#enter(id, true)
    } catch (error) {
      link.giveBack()
      throw error
    }
  }

  /** The try is counted before the password is compared, so that tries at the same moment count too. */
  async signIn(input: SignIn): Promise<Entered> {
    const email = input.email.trim().toLowerCase().slice(0, 254)
    const now = this.#clock.now()
    const until = signInPause(this.#store.reader, email, now) ?? this.#held.pause(email, now)
    if (until !== null) throw new Problem('too-many-tries', { params: { seconds: Math.ceil((until - now) / 1000) } })
    if (!this.#held.write((tx) => countFailedSignIn(tx, email, TRIES, PAUSE_MS, now)))
      this.#held.countTry(email, TRIES, PAUSE_MS, now)
    const known = passwordOf(this.#store.reader, email)
    if (!(await passwordFits(input.password, known?.hash ?? null)) || !known) throw new Problem('wrong-sign-in')
    this.#held.write((tx) => forgetFailedSignIns(tx, email))
    this.#held.forgetTries(email)
    return this.#enter(known.id, input.remember, input.locale)
  }

  byLink(input: EnterByLink): Entered {
    const { purpose } = this.links.take(input.link, 'sign-in', this.#clock.now())
    return this.#enter(purpose.userId, false, input.locale)
  }

  /** For the caller who has made sure that no password is needed here. */
  visit(userId: UserId, locale?: Locale): Entered {
    return this.#enter(userId, false, locale)
  }

  /** The administrator of a restored office: a password of this computer, and in. */
  async newPassword(input: NewPassword): Promise<Entered> {
    const link = this.links.take(input.link, 'new-password', this.#clock.now())
    try {
      const hash = await hashPassword(input.password)
      this.#store.write((tx) => setPassword(tx, link.purpose.userId, hash))
      return this.#enter(link.purpose.userId, true)
    } catch (error) {
      link.giveBack()
      throw error
    }
  }

  /** Ends the session and every socket that it opened; the answer clears the cookie. */
  signOut(identity: Identity): string {
    if (!this.#held.end(identity.id)) this.#store.write((tx) => endSession(tx, identity.id))
    for (const told of this.#enders) told(identity.id)
    return `${this.#cookie}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`
  }

  onEnd(told: (session: number) => void): () => void {
    this.#enders.add(told)
    return () => this.#enders.delete(told)
  }

  /** As the file does for its own sessions: none for somebody who was locked out. */
  #stillUser(session: Session | null): Session | null {
    return session && userById(this.#store.reader, session.userId) ? session : null
  }

  #enter(userId: UserId, remember: boolean, locale?: Locale): Entered {
    if (locale !== undefined) this.#held.write((tx) => keepFirstLocale(tx, userId, locale))
    const user = userById(this.#store.reader, userId)
    if (!user) throw new Problem('signed-out')
    const now = this.#clock.now()
    const token = randomBytes(32).toString('base64url')
    const secret = randomBytes(32).toString('base64url')
    const lifetime = remember ? 30 * DAY_MS : DAY_MS
    const session = { userId, secretHash: sha256(secret), expiresAt: now + lifetime }
    const tokenHash = sha256(token)
    if (!this.#held.write((tx) => addSession(tx, { ...session, tokenHash }, now)))
      this.#held.add(tokenHash, session, now)
    const age = remember ? `; Max-Age=${lifetime / 1000}` : ''
    return { cookie: `${this.#cookie}=${token}; Path=/; HttpOnly; SameSite=Strict${age}`, answer: { secret, user } }
  }
}

/** Lower-cased and trimmed; refuses what is no address. */
export function normalAddress(email: string): string {
  const address = email.trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.length > 254)
    throw new Problem('address-malformed', { field: 'email' })
  return address
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value) return value
  }
  return null
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hashesEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
