import type { ReplyMode } from './reply.svelte.ts'

/** Answers that were begun before their conversation was here. */
export class EarlyReplies {
  readonly #begun: Record<number, { mode: ReplyMode; text: string }> = $state({})

  of(conversation: number) {
    return this.#begun[conversation]
  }

  begin(conversation: number, mode: ReplyMode): void {
    this.#begun[conversation] ??= { mode, text: '' }
  }

  /** The box of the conversation is there and takes what was written. */
  hand(conversation: number, take: (mode: ReplyMode, text: string) => void): void {
    const begun = this.#begun[conversation]
    if (begun === undefined) return
    delete this.#begun[conversation]
    take(begun.mode, begun.text)
  }
}
