import { expect, test } from 'vitest'
import { dropWizardDraft, loadWizardDraft, saveWizardDraft, type WizardDraft } from './wizard-draft.ts'

const draft: WizardDraft = {
  address: 'opt@sever-svet.ru',
  discovery: null,
  incoming: 'imap',
  imap: null,
  smtp: null,
  isManual: false,
}
const HOUR = 3_600_000

function memory(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (n) => [...kept.keys()][n] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, value),
  }
}

test('an unfinished wizard waits for a day and is gone the day after', () => {
  const storage = memory()
  saveWizardDraft(storage, draft, 0)
  expect(loadWizardDraft(storage, 23 * HOUR)).toEqual(draft)
  expect(loadWizardDraft(storage, 25 * HOUR)).toBeNull()
  expect(storage.length).toBe(0)
})

test('leaving with a connected mailbox keeps nothing, and foreign text is no draft', () => {
  const storage = memory()
  saveWizardDraft(storage, draft, 0)
  dropWizardDraft(storage)
  expect(loadWizardDraft(storage, 1)).toBeNull()
  storage.setItem('golub.wizard', '{"savedAt":"soon"')
  expect(loadWizardDraft(storage, 1)).toBeNull()
})
