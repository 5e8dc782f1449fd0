import type { MessagePort } from 'node:worker_threads'
import type { RawLetter, ToParser } from './protocol.ts'
import type { Window } from './window.ts'

// Small groups keep the parsers busy early; a lone new letter waits only for the timer.
const GROUP_LETTERS = 12
const GROUP_BYTES = 256 * 1024
const GROUP_MS = 4

type Letters = Extract<ToParser, { is: 'letters' | 'piece' }>
interface Parcel {
  message: Letters
  window: Window
  bytes: number
}

/** The lines from the mail thread to the parse threads: the one with the least bytes ahead of it gets the next group. */
export class ParserLines {
  #lines: ({ port: MessagePort; ahead: number } | null)[] = []
  #fixed = new Map<number, number>()
  /** What came while no parser was running: a letter killed it, and it is started again. Bounded by the windows. */
  #held: Parcel[] = []
  sent = new Map<number, number>()

  set(index: number, port: MessagePort | null): void {
    this.#lines[index] = port ? { port, ahead: 0 } : null
    port?.on('message', (bytes: number) => {
      const line = this.#lines[index]
      if (line) line.ahead -= bytes
    })
    if (!port) return
    const held = this.#held
    this.#held = []
    for (const parcel of held) this.#send(parcel)
  }

  /** Forgets a pull that is over; an unfinished large letter is dropped by its parser too. */
  done(pull: number): void {
    const index = this.#fixed.get(pull)
    if (index !== undefined) this.#lines[index]?.port.postMessage({ is: 'drop', pull } satisfies ToParser)
    this.#fixed.delete(pull)
    this.sent.delete(pull)
  }

  sender(pull: number, window: Window) {
    let group: RawLetter[] = []
    let bytes = 0
    let timer: NodeJS.Timeout | null = null
    const used = new Set<number>()
    const count = (letters: number) => this.sent.set(pull, (this.sent.get(pull) ?? 0) + letters)
    const send = (message: Letters, size: number) => this.#send({ message, window, bytes: size })
    const flush = () => {
      if (timer) clearTimeout(timer)
      timer = null
      if (group.length === 0) return
      const index = send({ is: 'letters', pull, letters: group, kind: 'letters' }, bytes)
      if (index !== null) used.add(index)
      group = []
      bytes = 0
    }
    return {
      flush,
      /** The last letter of the pull was added. */
      end: () => {
        flush()
        for (const index of used) this.#lines[index]?.port.postMessage({ is: 'all', pull } satisfies ToParser)
      },
      add: (letter: RawLetter) => {
        window.add(letter.source.length)
        count(1)
        group.push(letter)
        bytes += letter.source.length
        if (group.length >= GROUP_LETTERS || bytes >= GROUP_BYTES) flush()
        else timer ??= setTimeout(flush, GROUP_MS)
      },
      /** All pieces of a large letter go to one parser, in order. */
      piece: (letter: RawLetter, isLast: boolean) => {
        window.add(letter.source.length)
        count(1)
        send({ is: 'piece', pull, letter, isLast }, letter.source.length)
      },
      head: (letter: RawLetter) => {
        window.add(letter.source.length)
        count(1)
        send({ is: 'letters', pull, letters: [letter], kind: 'head' }, letter.source.length)
      },
    }
  }

  /** Answers which parser got it; null where there is none now, or nobody waits for it. */
  #send(parcel: Parcel): number | null {
    const { message, window, bytes } = parcel
    if (window.isGivenUp) return null
    const index = (message.is === 'piece' ? this.#fixed.get(message.pull) : undefined) ?? this.#lightest()
    const line = this.#lines[index]
    if (!line) {
      this.#held.push(parcel)
      return null
    }
    if (message.is === 'piece') this.#fixed.set(message.pull, index)
    line.ahead += bytes
    const letters = message.is === 'piece' ? [message.letter] : message.letters
    line.port.postMessage(
      message,
      letters.map((letter) => letter.source.buffer as ArrayBuffer),
    )
    return index
  }

  #lightest(): number {
    let best = -1
    this.#lines.forEach((line, index) => {
      if (line && (best < 0 || line.ahead < (this.#lines[best]?.ahead ?? 0))) best = index
    })
    return best
  }
}
