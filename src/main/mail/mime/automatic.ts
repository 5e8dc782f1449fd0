import { allRaw, firstRaw, type HeaderLine, unfold } from './header-block.ts'

const MACHINES =
  /^(no-?_?\.?reply|do-?not-?_?\.?reply|donot-?reply|mailer-daemon|postmaster|bounces?|notifications?|notify|auto-?(reply|mail|responder)|robot|daemon|news(letter)?|mailing|noreply)([-+._=].*)?$/

/** Whether a machine wrote the letter, by its own headers and the local part of its sender. */
export function isAutomatic(lines: readonly HeaderLine[], from: string): boolean {
  const submitted = firstRaw(lines, 'auto-submitted')
  if (submitted !== null && !/^\s*no\b/i.test(submitted)) return true
  if (allRaw(lines, 'precedence').some((value) => /^\s*(bulk|list|junk)\b/i.test(value))) return true
  if (lines.some((line) => line.name === 'list-id' || line.name === 'list-unsubscribe')) return true
  const returnPath = firstRaw(lines, 'return-path')
  if (returnPath !== null && /^(<\s*>)?$/.test(unfold(returnPath))) return true
  return MACHINES.test(from.slice(0, Math.max(0, from.lastIndexOf('@'))))
}
