import { createHash, randomBytes } from 'node:crypto'
import type { UserId } from '../../shared/model/ids.ts'
import { Problem } from './problems.ts'

/**
 * `first-admin` makes the office; `sign-in` signs one user in (desktop window, sample office); `new-password` lets the
 * administrator of a restored office set one.
 */
export type LinkPurpose =
  | { is: 'first-admin' }
  | { is: 'sign-in'; userId: UserId }
  | { is: 'new-password'; userId: UserId }

const LIFETIME_MS = 10 * 60_000

interface Link {
  purpose: LinkPurpose
  expiresAt: number
  isUsed: boolean
}

/** One-time links: they live in memory only, so that a restart ends them all. */
export class Links {
  readonly #links = new Map<string, Link>()

  /** The secret for the fragment of the address. */
  make(purpose: LinkPurpose, now: number): string {
    for (const [hash, link] of this.#links) if (link.expiresAt + LIFETIME_MS < now) this.#links.delete(hash)
    const secret = randomBytes(32).toString('base64url')
    this.#links.set(hashOf(secret), { purpose, expiresAt: now + LIFETIME_MS, isUsed: false })
    return secret
  }

  /** Takes the link before the work that it pays for; `giveBack` when that work was refused. */
  take<P extends LinkPurpose['is']>(secret: string, purpose: P, now: number) {
    const link = this.#links.get(hashOf(secret))
    if (!link || link.purpose.is !== purpose || link.expiresAt <= now) throw new Problem('link-expired')
    if (link.isUsed) throw new Problem('link-used')
    link.isUsed = true
    // The purpose was just compared.
    const taken = link.purpose as Extract<LinkPurpose, { is: P }>
    const giveBack = () => {
      link.isUsed = false
    }
    return { purpose: taken, giveBack }
  }
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
