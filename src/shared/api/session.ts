// Sessions are plain HTTP (they set and clear the cookie); everything after them goes over the socket.
import { z } from 'zod'
import { Locale, User } from '../model/user.ts'

/** `GET /session`: what the page needs before it can show anything. */
export const SessionState = z.object({
  /** Name of the office; null until the first administrator exists. */
  office: z.string().nullable(),
  user: User.nullable(),
  /** The sample office: practice server, one press throws it away. */
  isSample: z.boolean(),
  /** A visitor of the sample office at this computer comes in without a password: `POST /session/sample`. */
  canEnterSample: z.boolean(),
  /** Restored from a copy, and its first administrator has no new password yet: only the link of the program leads on. */
  isRestored: z.boolean(),
  /** Build of the running engine; a page of another build reloads itself. */
  build: z.string(),
  /** True inside the desktop window. */
  isDesktop: z.boolean(),
})
export type SessionState = z.infer<typeof SessionState>

/** `POST /session/first-admin` with the one-time link's secret. */
export const FirstAdmin = z.object({
  link: z.string(),
  office: z.string().trim().min(1).max(120),
  firstName: z.string().trim().min(1).max(60),
  lastName: z.string().trim().max(60),
  email: z.string().trim().min(3).max(254),
  password: z.string().min(10).max(1024),
  locale: Locale,
})
export type FirstAdmin = z.infer<typeof FirstAdmin>

/** `POST /session/sign-in`. `locale` is the page's: who has chosen no language yet keeps it. */
export const SignIn = z.object({
  email: z.string(),
  password: z.string(),
  remember: z.boolean(),
  locale: Locale.optional(),
})
export type SignIn = z.infer<typeof SignIn>

/** `POST /session/link`: signs the desktop window and the sample office in. */
export const EnterByLink = z.object({ link: z.string(), locale: Locale.optional() })
export type EnterByLink = z.infer<typeof EnterByLink>

/** `POST /session/sample`: into the sample office again, from this computer only. */
export const EnterSample = z.object({ locale: Locale.optional() })
export type EnterSample = z.infer<typeof EnterSample>

/** `POST /session/new-password` with the one-time link of a restored office: sets the password and signs in. */
export const NewPassword = z.object({ link: z.string(), password: z.string().min(10).max(1024) })
export type NewPassword = z.infer<typeof NewPassword>

/** Answer of them all: the secret that the page keeps and sends with the socket's first message and every write. */
export const SignedIn = z.object({ secret: z.string(), user: User })
export type SignedIn = z.infer<typeof SignedIn>

/** First message of the socket and its answer. */
export const Hello = z.object({ secret: z.string(), build: z.string() })
export const HelloAnswer = z.union([
  z.object({ ok: z.literal(true), build: z.string() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
])
