import { SvelteSet } from 'svelte/reactivity'
import type { Letter, Warning } from '../../../shared/model/conversation.ts'

const REMEMBERED = 'golub.trusted-letters'
const KEPT = 500

const trusted = new SvelteSet<number>(read())

function read(): number[] {
  const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]')
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'number') : []
}

/** A name that shows another address, or a sender the server did not confirm: links and attachments start closed. */
export function isDoubtful(letter: Letter): boolean {
  return letter.direction === 'in' && letter.warnings.some(isGrave)
}

function isGrave(warning: Warning): boolean {
  if (warning.kind === 'name-looks-like-address') return true
  if (warning.kind !== 'authentication-failed') return false
  const failed = new Set(warning.checks.filter((check) => !check.passed).map((check) => check.name))
  return failed.has('dmarc') || (failed.has('spf') && failed.has('dkim'))
}

/** Doubtful, and the reader has not said otherwise. */
export const isClosed = (letter: Letter): boolean => isDoubtful(letter) && !trusted.has(letter.id)

/** "Not fraud": this letter is open from now on. */
export function trust(letter: Letter): void {
  trusted.add(letter.id)
  localStorage.setItem(REMEMBERED, JSON.stringify([...trusted].slice(-KEPT)))
}
