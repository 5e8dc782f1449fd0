import { SvelteSet } from 'svelte/reactivity'
import type { Letter } from '../../../shared/model/conversation.ts'
import { isDoubtful } from '../../../shared/model/doubt.ts'
import type { MessageId } from '../../../shared/model/ids.ts'

const REMEMBERED = 'golub.trusted-letters'
const KEPT = 500

const trusted = new SvelteSet<number>(read())

function read(): number[] {
  const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]')
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'number') : []
}

/** The reader has said that this letter is no fraud. */
export const isTrusted = (id: MessageId): boolean => trusted.has(id)

/** Doubtful, and the reader has not said otherwise. */
export const isClosed = (letter: Letter): boolean => isDoubtful(letter) && !isTrusted(letter.id)

/** "Not fraud": this letter is open from now on. */
export function trust(letter: Letter): void {
  trusted.add(letter.id)
  localStorage.setItem(REMEMBERED, JSON.stringify([...trusted].slice(-KEPT)))
}
