import type {
  EnterByLink,
  EnterSample,
  FirstAdmin,
  NewPassword,
  SessionState,
  SignedIn,
  SignIn,
} from '../../shared/api/session.ts'
import type { User } from '../../shared/model/user.ts'
import { post } from './client.ts'
import { line } from './line.svelte.ts'
import { locale } from './locale.svelte.ts'
import { setDensity, setTheme } from './look.svelte.ts'
import { secret } from './secret.ts'

declare global {
  interface Window {
    /** Set by index.html. */
    golubSession?: Promise<Response>
  }
}

type Session =
  | { is: 'loading' }
  | { is: 'unreachable' }
  | ({ is: 'signed-out' } & Pick<SessionState, 'office' | 'isSample' | 'canEnterSample' | 'isRestored' | 'isDesktop'>)
  | { is: 'signed-in'; office: string; user: User; isSample: boolean; isDesktop: boolean }

let current: Session = $state({ is: 'loading' })
let retry: ReturnType<typeof setTimeout> | null = null
/** The profile as the office last said it, and what was changed since. */
let known: User | null = null
let held: readonly Partial<User>[] = []

/** Language, theme and density follow the person, not the computer. */
function dressFor(user: User): void {
  locale.set(user.locale)
  setTheme(user.theme)
  setDensity(user.density)
}

function show(): void {
  if (current.is !== 'signed-in' || known === null) return
  const user = Object.assign({}, known, ...held)
  current = { ...current, user }
  dressFor(user)
}

function signedOut({ office, isSample, canEnterSample, isRestored, isDesktop }: SessionState): void {
  line.close()
  current = { is: 'signed-out', office, isSample, canEnterSample, isRestored, isDesktop }
}

function take(state: SessionState): void {
  if (state.user === null || secret.current === null) {
    signedOut(state)
    return
  }
  known = state.user
  current = {
    is: 'signed-in',
    office: state.office ?? '',
    user: state.user,
    isSample: state.isSample,
    isDesktop: state.isDesktop,
  }
  show()
  line.open(state.build, () => {
    secret.forget()
    // Asked anew: the office may be another one now, restored from a copy.
    void session.load()
  })
}

export const session = {
  get current(): Session {
    return current
  },
  /** The office behind this page is the sample one. */
  get isSample(): boolean {
    return (current.is === 'signed-in' || current.is === 'signed-out') && current.isSample
  },
  /** The person at this window; throws before the sign-in. */
  get user(): User {
    if (current.is !== 'signed-in') throw new Error('Nobody is signed in')
    return current.user
  },
  /** The profile changed (by us or in another window). */
  setUser(user: User): void {
    known = user
    show()
  },
  /** What the person has just chosen stands over what the office says until the answer is here; returns the way to end that. */
  hold(part: Partial<User>): () => void {
    held = [...held, part]
    show()
    return () => {
      held = held.filter((other) => other !== part)
      show()
    }
  },
  /** Asks the engine who we are; an engine that does not answer is asked again every five seconds. */
  async load(): Promise<void> {
    if (retry !== null) clearTimeout(retry)
    try {
      const answer = await (askedAhead() ?? ask())
      if (!answer.ok) throw new Error(`Session answered ${answer.status}`)
      const state: SessionState = await answer.json()
      take(state)
    } catch {
      // Shown as "the office computer does not answer" with a button; nothing is lost by asking again.
      current = { is: 'unreachable' }
      retry = setTimeout(() => void session.load(), 5000)
    }
  },
  async signIn(input: Omit<SignIn, 'locale'>): Promise<void> {
    await enter('/session/sign-in', { ...input, locale: locale.current } satisfies SignIn, input.remember)
  },
  async createOffice(input: FirstAdmin): Promise<void> {
    await enter('/session/first-admin', input, true)
  },
  /** The one-time link of the program: signs the desktop window and the sample office in. */
  async enterByLink(link: string): Promise<void> {
    await enter('/session/link', { link, locale: locale.current } satisfies EnterByLink, true)
  },
  /** The sample office again, whose link was used: see `canEnterSample`. */
  async enterSample(): Promise<void> {
    await enter('/session/sample', { locale: locale.current } satisfies EnterSample, true)
  },
  /** The one-time link of a restored office. */
  async setNewPassword(input: NewPassword): Promise<void> {
    await enter('/session/new-password', input, true)
  },
  async signOut(): Promise<void> {
    await post('/session/sign-out', {})
    secret.forget()
    line.close()
    await session.load()
  },
}

/** What the page asked before its bundle was here; of use once. */
function askedAhead(): Promise<Response> | undefined {
  const asked = window.golubSession
  delete window.golubSession
  return asked
}

function ask(): Promise<Response> {
  const own: Record<string, string> = secret.current === null ? {} : { 'x-golub-secret': secret.current }
  return fetch('/session', { headers: { accept: 'application/json', ...own }, cache: 'no-store' })
}

async function enter(path: string, input: unknown, remember: boolean): Promise<void> {
  // The engine answers `SignedIn`; its shape is checked there.
  const answer = (await post(path, input)) as SignedIn
  secret.keep(answer.secret, remember)
  await session.load()
}
