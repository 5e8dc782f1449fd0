import type { Letter, Warning } from './conversation.ts'

/** A name that shows another address, or a sender the server did not confirm: links and attachments start closed. */
export function isDoubtful(letter: Pick<Letter, 'direction' | 'warnings'>): boolean {
  return letter.direction === 'in' && letter.warnings.some(isGrave)
}

function isGrave(warning: Warning): boolean {
  if (warning.kind === 'name-looks-like-address') return true
  if (warning.kind !== 'authentication-failed') return false
  const failed = new Set(warning.checks.filter((check) => !check.passed).map((check) => check.name))
  return failed.has('dmarc') || (failed.has('spf') && failed.has('dkim'))
}
