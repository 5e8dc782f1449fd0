// One attempt to send, and what was heard of it.
import type { Transmitted } from '../mail/smtp/transmit.ts'
import type { OutboxItem } from '../store/outbox.ts'

export type Told = Exclude<Transmitted, { is: 'stopped' }>

export interface Tried {
  item: OutboxItem
  /** When the attempt began and which one in its series it was, this one included. */
  begunAt: number
  attempts: number
  firstTriedAt: number
  /** When the whole body was written, before the final dot. */
  handedOverAt: number | null
  /** How many the server let the letter go out to. */
  recipients: number
}
