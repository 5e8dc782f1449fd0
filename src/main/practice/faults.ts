/** How often a fault still happens; it is for ever when left out. Each happening counts it down. */
interface Countdown {
  times?: number
}

export interface SmtpRefusal extends Countdown {
  /** DATA answers the command itself, DOT the whole letter after its final dot. */
  phase: 'CONNECT' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'DOT'
  /** Only for this recipient (RCPT) or sender (MAIL); for all when left out. */
  address?: string
  code: number
  text: string
}

/**
 * What the practice server does wrong. A test changes the object while the server runs; `{}` is a healthy server.
 * Command names are upper-case, without the UID in front (`FETCH` also means `UID FETCH`).
 */
export interface Faults {
  /** The network is gone: open lines are cut at the next byte, new ones are closed before the greeting. */
  offline?: boolean
  imap?: {
    /** Sign-in is refused with these words. */
    refuseLogin?: string
    disconnectOn?: Countdown & { command: string }
    hangOn?: Countdown & { command: string }
    /** The line is cut after so many bytes of a letter's literal; only for this UID when given. */
    cutLiteral?: Countdown & { afterBytes: number; uid?: number }
    /** What RFC822.SIZE says instead of the truth. */
    lieAboutSize?: (size: number) => number
    /** Each command is answered so much later. */
    delayMs?: number
    withoutIdle?: boolean
    withoutCondstore?: boolean
    withoutMove?: boolean
  }
  smtp?: {
    refuse?: SmtpRefusal[]
    /** `isKept`: the letter is delivered all the same, only the reply is lost. */
    drop?: Countdown & { when: 'before-dot' | 'after-dot'; isKept?: boolean }
    /** The reply to the final dot comes so much later. */
    replyDelayMs?: number
    /** AUTH is not offered, as some servers do on an unencrypted line. */
    withoutAuth?: boolean
    /** The first try of each sender and recipient pair is put off with 451. */
    greylist?: boolean
  }
}

/** True when the fault is to happen now; counts it down. */
export function strikes(fault: Countdown | undefined): boolean {
  if (!fault || fault.times === 0) return false
  if (fault.times !== undefined) fault.times--
  return true
}

export function strikesOn(fault: (Countdown & { command: string }) | undefined, command: string): boolean {
  return fault?.command === command && strikes(fault)
}

export function refusal(faults: Faults, phase: SmtpRefusal['phase'], address?: string): SmtpRefusal | null {
  const rule = faults.smtp?.refuse?.find(
    (one) =>
      one.phase === phase && one.times !== 0 && (!one.address || one.address.toLowerCase() === address?.toLowerCase()),
  )
  return rule && strikes(rule) ? rule : null
}
