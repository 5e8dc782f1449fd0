import { expect, test } from 'vitest'
import type { CheckLine } from '../../../shared/api/mailboxes.ts'
import { notChecked, outcomeOf, settle } from './check.ts'

const both = { imap: true, smtp: true }
const ok = (line: 'imap' | 'smtp'): CheckLine => ({
  line,
  state: 'ok',
  host: `${line}.sever-svet.ru`,
  port: 1,
  ms: 400,
  folders: null,
  letters: null,
})
const failed = (line: 'imap' | 'smtp'): CheckLine => ({
  line,
  state: 'failed',
  host: `${line}.sever-svet.ru`,
  port: 1,
  trouble: 'timeout',
  serverWords: '',
  certificate: null,
})
const after = (...lines: CheckLine[]) => lines.reduce(settle, notChecked)

test('each half settles by itself and the headline waits for both', () => {
  const one = after(ok('imap'))
  expect(one.imap?.state).toBe('ok')
  expect(outcomeOf(one, both)).toBe('running')
  expect(outcomeOf(after(ok('imap'), ok('smtp')), both)).toBe('ok')
})

test('a half that works is named when the other one fails', () => {
  expect(outcomeOf(after(ok('imap'), failed('smtp')), both)).toBe('receive-only')
  expect(outcomeOf(after(failed('imap'), ok('smtp')), both)).toBe('send-only')
  expect(outcomeOf(after(failed('imap'), failed('smtp')), both)).toBe('failed')
})

test('a half that was left out is not missed', () => {
  expect(outcomeOf(after(ok('imap'), failed('smtp')), { imap: true, smtp: false })).toBe('ok')
})
