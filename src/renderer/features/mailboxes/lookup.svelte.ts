import type { Discovery } from '../../../shared/api/mailboxes.ts'
import { client } from '../../lib/client.ts'

export type LookupState =
  | { is: 'idle' }
  | { is: 'searching' }
  | { is: 'found'; discovery: Discovery }
  | { is: 'failed'; error: unknown }

const AFTER_TYPING_MS = 400

/** Recognises a mailbox from its address while it is being typed. */
export class Lookup {
  address = $state('')
  state: LookupState = $state.raw({ is: 'idle' })
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  get discovery(): Discovery | null {
    return this.state.is === 'found' ? this.state.discovery : null
  }

  /** Whether it is worth asking about: something, an at sign, something. */
  get looksWhole(): boolean {
    return /^[^\s@]+@[^\s@]+$/.test(this.address.trim())
  }

  type(address: string): void {
    this.address = address
    this.#turn += 1
    clearTimeout(this.#timer)
    this.state = { is: 'idle' }
    if (this.looksWhole) this.#timer = setTimeout(() => void this.now(), AFTER_TYPING_MS)
  }

  /** Asks at once (Enter before the pause is over) unless the answer for this address is already here. */
  async now(): Promise<Discovery | null> {
    clearTimeout(this.#timer)
    if (this.discovery) return this.discovery
    return this.#ask(this.address.trim(), (found) => found)
  }

  /** The servers of a provider chosen by hand, with this address as the login. */
  async choose(domain: string): Promise<Discovery | null> {
    clearTimeout(this.#timer)
    const address = this.address.trim()
    const existing = this.discovery?.existing ?? null
    const local = address.split('@')[0] || 'name'
    const login = (hint: string) => (hint.includes('@') ? address : local)
    return this.#ask(`${local}@${domain}`, (found) => ({
      ...found,
      address,
      existing,
      imap: found.imap && { ...found.imap, login: login(found.imap.login) },
      pop3: found.pop3 && { ...found.pop3, login: login(found.pop3.login) },
      smtp: found.smtp && { ...found.smtp, login: login(found.smtp.login) },
    }))
  }

  restore(address: string, discovery: Discovery | null): void {
    this.type(address)
    clearTimeout(this.#timer)
    if (discovery) this.state = { is: 'found', discovery }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#turn += 1
  }

  async #ask(address: string, read: (found: Discovery) => Discovery): Promise<Discovery | null> {
    this.#turn += 1
    const mine = this.#turn
    this.state = { is: 'searching' }
    try {
      const found = read(await client.mailboxes.discover({ address }))
      if (mine !== this.#turn) return null
      this.state = { is: 'found', discovery: found }
      return found
    } catch (error) {
      if (mine === this.#turn) this.state = { is: 'failed', error }
      return null
    }
  }
}
