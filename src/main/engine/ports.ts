import type { MailLink } from '../mail/types.ts'

/** Never given letter content, addresses in bulk, or secrets. */
export interface Log {
  debug(data: object, text: string): void
  info(data: object, text: string): void
  warn(data: object, text: string): void
  error(data: object, text: string): void
}

export interface Clock {
  /** UTC milliseconds. */
  now(): number
  /** Runs once at or soon after `at`; the answer cancels. Survives nothing: what must survive is a row. */
  at(at: number, run: () => void): () => void
}

/** Seals secrets with the key that lives outside the file. */
export interface SecretBox {
  seal(secret: string): Uint8Array
  /** Null when the key is missing or another one. */
  open(sealed: Uint8Array): string | null
}

/** Everything that the engine is given by its host, so that tests drive time, randomness and faults. */
export interface Ports {
  clock: Clock
  random(bytes: number): Uint8Array
  secrets: SecretBox
  log: Log
  link: MailLink
  /** Hosts on loopback or private networks that mailboxes may use; '*' allows all. */
  allowedHosts: readonly string[]
  /** Free bytes on the disk of the data folder. */
  freeDiskBytes(): number
}
