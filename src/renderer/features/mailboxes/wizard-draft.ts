import type { Discovery } from '../../../shared/api/mailboxes.ts'
import type { Incoming, ServerDraft } from '../../../shared/model/mailbox.ts'

/** What the wizard keeps for a day in this browser. The password is never a part of it. */
export interface WizardDraft {
  address: string
  discovery: Discovery | null
  incoming: Incoming
  imap: ServerDraft | null
  smtp: ServerDraft | null
  isManual: boolean
}

const KEY = 'golub.wizard'
const DAY_MS = 24 * 60 * 60 * 1000

export function saveWizardDraft(storage: Storage, draft: WizardDraft, now: number): void {
  storage.setItem(KEY, JSON.stringify({ savedAt: now, draft }))
}

/** Null when there is none, when it is older than a day or was written by another version. */
export function loadWizardDraft(storage: Storage, now: number): WizardDraft | null {
  const text = storage.getItem(KEY)
  if (text === null) return null
  const kept = readKept(text)
  if (kept && now - kept.savedAt < DAY_MS) return kept.draft
  storage.removeItem(KEY)
  return null
}

export function dropWizardDraft(storage: Storage): void {
  storage.removeItem(KEY)
}

function readKept(text: string): { savedAt: number; draft: WizardDraft } | null {
  try {
    const kept: unknown = JSON.parse(text)
    if (typeof kept !== 'object' || kept === null || !('savedAt' in kept) || !('draft' in kept)) return null
    const { savedAt, draft } = kept
    if (typeof savedAt !== 'number' || typeof draft !== 'object' || draft === null) return null
    if (!('address' in draft) || typeof draft.address !== 'string' || !('isManual' in draft)) return null
    // Written by this same file; the address is what the steps cannot do without.
    return { savedAt, draft: draft as WizardDraft }
  } catch {
    // Not JSON: something else wrote here, so there is no draft.
    return null
  }
}
