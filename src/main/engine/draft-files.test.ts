import { expect, test } from 'vitest'
import type { DraftContent } from '../../shared/api/compose.ts'
import type { DraftFileRow } from '../store/draft-files.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { tooLarge } from './draft-files.ts'

const MB = 1024 * 1024

test('only what the mail server has said forbids a large letter: our guess of what is usual does not', () => {
  // What is looked at of each, and no more.
  const files = [{ name: 'film.mp4', size: 30 * MB }] as DraftFileRow[]
  const draft = { html: '' } as DraftContent
  const box = (smtpMaxBytes: number | null) => ({ smtpMaxBytes }) as MailboxRow
  expect(tooLarge(files, draft, box(null))).toBeNull()
  expect(tooLarge(files, draft, box(35 * MB))).toMatchObject({ problem: 'letter-too-large' })
  expect(tooLarge(files, draft, box(50 * MB))).toBeNull()
})
