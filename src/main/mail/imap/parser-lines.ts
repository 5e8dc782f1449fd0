import type { MessagePort } from 'node:worker_threads'
import type { RawLetter, ToParser } from './protocol.ts'
import type { Window } from './window.ts'

// Small groups keep the parsers busy early; a lone new letter waits only for the timer.
const GROUP_LETTERS = 12
const GROUP_BYTES = 256 * 1024
const GROUP_MS = 4

/** The lines from the mail thread to the parse threads: the one with the least bytes ahead of it gets the next group. */
export class ParserLines {
  #lines: ({ port: MessagePort; ahead: number } | null)[] = []
  #fixed = new Map<number, number>()
  sent = new Map<number, number>()

  set(index: number, port: MessagePort | null): void {
    this.#lines[index] = port ? { port, ahead: 0 } : null
    port?.on('message', (bytes: number) => {
      const line = this.#lines[index]
      if (line) line.ahead -= bytes
    })
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
    const flush = () => {
      if (timer) clearTimeout(timer)
      timer = null
      if (group.length === 0) return
      const index = this.#lightest()
      used.add(index)
      this.#post(index, { is: 'letters', pull, letters: group, kind: 'letters' }, group, bytes)
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
        const index = this.#fixed.get(pull) ?? this.#lightest()
        this.#fixed.set(pull, index)
        this.#post(index, { is: 'piece', pull, letter, isLast }, [letter], letter.source.length)
      },
      head: (letter: RawLetter) => {
        window.add(letter.source.length)
        count(1)
        this.#post(
          this.#lightest(),
          { is: 'letters', pull, letters: [letter], kind: 'head' },
          [letter],
          letter.source.length,
        )
      },
    }
  }

  #lightest(): number {
    let best = -1
    this.#lines.forEach((line, index) => {
      if (line && (best < 0 || line.ahead < (this.#lines[best]?.ahead ?? 0))) best = index
    })
    return best
  }

  #post(index: number, message: ToParser, letters: RawLetter[], bytes: number): void {
    const line = this.#lines[index]
    if (!line) throw new Error('no parser is running')
    line.ahead += bytes
    line.port.postMessage(
      message,
      letters.map((letter) => letter.source.buffer as ArrayBuffer),
    )
  }
}
