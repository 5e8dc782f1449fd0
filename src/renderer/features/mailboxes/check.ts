import type { CheckLine } from '../../../shared/api/mailboxes.ts'

type Half = Extract<CheckLine, { line: 'imap' | 'smtp' }>
type Lines<L extends CheckLine['line']> = Extract<CheckLine, { line: L }>

/** What the check has said so far; a part that has not reported is null. */
export interface CheckState {
  imap: Half | null
  smtp: Half | null
  idle: Lines<'idle'> | null
  sent: Lines<'sent'> | null
  folders: Lines<'folders'>['folders'] | null
  depth: Lines<'depth'> | null
  isDone: boolean
}

export const notChecked: CheckState = {
  imap: null,
  smtp: null,
  idle: null,
  sent: null,
  folders: null,
  depth: null,
  isDone: false,
}

/** Every line settles its own part and leaves the others alone. */
export function settle(state: CheckState, line: CheckLine): CheckState {
  switch (line.line) {
    case 'imap':
    case 'smtp':
      return { ...state, [line.line]: line }
    case 'idle':
      return { ...state, idle: line }
    case 'sent':
      return { ...state, sent: line }
    case 'folders':
      return { ...state, folders: line.folders }
    case 'depth':
      return { ...state, depth: line }
    case 'done':
      return { ...state, isDone: true }
  }
}

export type Outcome = 'running' | 'ok' | 'receive-only' | 'send-only' | 'failed'

/** The headline: a half that the user left out is not missed. */
export function outcomeOf(state: CheckState, wanted: { imap: boolean; smtp: boolean }): Outcome {
  const settled = (half: Half | null) => half !== null && half.state !== 'running'
  if ((wanted.imap && !settled(state.imap)) || (wanted.smtp && !settled(state.smtp))) return 'running'
  const receives = wanted.imap && state.imap?.state === 'ok'
  const sends = wanted.smtp && state.smtp?.state === 'ok'
  if (!receives && !sends) return 'failed'
  if (receives && !sends && wanted.smtp) return 'receive-only'
  if (sends && !receives && wanted.imap) return 'send-only'
  return 'ok'
}
