import { createHmac, timingSafeEqual } from 'node:crypto'
import type { UserId } from '../../shared/model/ids.ts'

const LIFETIME_MS = 10 * 60_000
const STEP_MS = 60_000

/** Addresses of files and pictures for one user's page: they end after 10 minutes and still want his session. */
export class Signer {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** `path` with its query; the same address within a minute, so that the browser's cache works. */
  sign(path: string, user: UserId, now: number): string {
    const until = Math.floor(now / STEP_MS) * STEP_MS + LIFETIME_MS
    return `${path}${path.includes('?') ? '&' : '?'}until=${until}&sign=${this.#mac(path, user, until)}`
  }

  /** The path as it was signed, or null for a false or ended address. */
  check(address: string, user: UserId, now: number): string | null {
    const parts = /^(.*)[?&]until=(\d+)&sign=([\w-]+)$/.exec(address)
    const [, path = '', until = '', sign = ''] = parts ?? []
    if (!parts || Number(until) <= now) return null
    const expected = Buffer.from(this.#mac(path, user, Number(until)))
    const given = Buffer.from(sign)
    return expected.length === given.length && timingSafeEqual(expected, given) ? path : null
  }

  #mac(path: string, user: UserId, until: number): string {
    return createHmac('sha256', this.#key).update(`${user} ${until} ${path}`).digest('base64url')
  }
}
