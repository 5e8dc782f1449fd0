import type { MessagePort } from 'node:worker_threads'
import type { Failure, KnownFolder, MailLink, PackedBytes, ParsedLetter, PulledLetter, WatchEvent } from '../types.ts'

/** How long the mail threads wait for a server. */
export interface Patience {
  /** To stand and be signed in. */
  connectMs: number
  /** Without a byte while an answer is due. */
  stallMs: number
}

/** Calls that are answered with one value and carry nothing else. */
export type PlainCalls = Pick<
  MailLink,
  | 'open'
  | 'close'
  | 'maildrop'
  | 'number'
  | 'folders'
  | 'status'
  | 'list'
  | 'uids'
  | 'flags'
  | 'store'
  | 'findById'
  | 'findByHeader'
  | 'append'
  | 'remove'
  | 'makeFolder'
>
export type PlainName = keyof PlainCalls

export type ToMail =
  | { is: 'call'; id: number; name: PlainName; args: unknown[] }
  | {
      is: 'pull'
      id: number
      box: number
      folder: KnownFolder
      uids: number[]
      kind: 'letters' | 'large' | 'head'
      /** Everything else that is asked of the line goes first. */
      isPatient: boolean
    }
  | { is: 'watch'; id: number; box: number; path: string; renewSeconds: number }
  | { is: 'parser'; index: number; port: MessagePort | null }
  /** Bytes of a pull that the writer has taken. */
  | { is: 'taken'; id: number; bytes: number }
  | { is: 'stop'; id: number }

export type FromMail =
  | { is: 'answer'; id: number; value: unknown }
  | { is: 'thrown'; id: number; message: string }
  /** The fetch of a pull is over; `sent` letters (or pieces) went to the parsers. */
  | { is: 'pulled'; id: number; result: { ok: true; gone: number[] } | Failure; sent: number }
  | { is: 'event'; box: number; watch: number; event: WatchEvent }

/** A letter on its way from the line to a parser. */
export interface RawLetter {
  uid: number
  flags: string[]
  internalAt: number
  size: number
  source: Uint8Array
}

export type ToParser =
  | { is: 'letters'; pull: number; letters: RawLetter[]; kind: 'letters' | 'head' }
  | { is: 'piece'; pull: number; letter: RawLetter; isLast: boolean; charset?: string | null }
  /** No more letters of this pull are to be waited for. */
  | { is: 'all'; pull: number }
  | { is: 'drop'; pull: number }
  | { is: 'parse'; id: number; source: Uint8Array }
  | { is: 'line'; port: MessagePort }

export type FromParser =
  | { is: 'batch'; pull: number; batch: PulledLetter[]; bytes: number }
  | { is: 'chunk'; pull: number; n: number; data: Uint8Array; rawSize: number }
  | { is: 'large'; pull: number; pulled: Omit<PulledLetter, 'packed' | 'uploadId'>; sha256: string; size: number }
  | { is: 'parsed'; id: number; letter: ParsedLetter; packed: PackedBytes }
