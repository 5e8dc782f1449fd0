import { expect, test } from 'vitest'
import type { OutboxRow } from '../../../shared/api/compose.ts'
import type { OutboxId } from '../../../shared/model/ids.ts'
import { fixOf, isReturned } from './outbox-fix.ts'
import { withGroups } from './outbox-items.ts'

const NOW = new Date(2026, 2, 14, 12).getTime()
const row = (change: Partial<OutboxRow>): OutboxRow => ({
  ...{
    id: 1 as OutboxId,
    shortId: '1a2b3c4d',
    state: 'sent',
    because: null,
    until: null,
    attempts: 1,
    serverWords: '',
  },
  ...{ deliveries: [], copy: 'filed', mailboxId: null, mailboxAddress: 'me@golub.example', conversationId: null },
  ...{ number: null, messageId: null, to: [{ name: '', email: 'anna@client.example' }], subject: 'Invoice' },
  ...{
    createdAt: NOW - 60_000,
    sentAt: NOW,
    since: NOW,
    position: null,
    plannedAt: null,
    isBehind: false,
    sizeLimit: null,
    isMailboxGone: false,
  },
  ...change,
})

test('every failure suggests the one thing that most likely helps', () => {
  const fix = (because: OutboxRow['because'], state: OutboxRow['state'] = 'failed') => fixOf(row({ state, because }))
  expect(fix('unknown-recipient')).toBe('address')
  expect(fix('mailbox-full')).toBe('retry')
  expect(fix('auth')).toBe('login')
  expect(fix('no-auth')).toBe('box')
  expect(fix('too-big')).toBe('smaller')
  expect(fixOf(row({ state: 'failed', because: 'mailbox-removed', isMailboxGone: true }))).toBeNull()
  expect(
    fixOf(row({ state: 'failed', because: 'temporary', isMailboxGone: true })),
    'nothing leaves from there',
  ).toBeNull()
  expect(fix('provider-block')).toBe('retry')
  expect(fix('provider-block', 'deferred')).toBe('anyway')
  expect(fix('newer-letter', 'deferred')).toBe('as-is')
  expect(fix('limit', 'deferred')).toBeNull()
  expect(fix(null, 'sent')).toBeNull()
  expect(fix('partly-refused', 'sent')).toBe('retry')
})

test('a letter that failed for its mailbox is tried again once the mailbox sends', () => {
  const failed = row({ state: 'failed', because: 'auth' })
  expect([fixOf(failed, false), fixOf(failed, true)]).toEqual(['login', 'retry'])
  expect(fixOf(row({ state: 'failed', because: 'unknown-recipient' }), true)).toBe('address')
})

test('a letter that came back offers what its report asks for, until its author has dealt with it', () => {
  const back = { email: 'anna@client.example', serverWords: '550 5.1.1' }
  const returned = row({ state: 'failed', because: 'unknown-recipient', deliveries: [{ ...back, state: 'returned' }] })
  expect([isReturned(returned), fixOf(returned)]).toEqual([true, 'address'])
  const settled = row({ deliveries: [{ ...back, state: 'put-away' }] })
  expect([isReturned(settled), fixOf(settled)]).toEqual([false, null])
  const refused = row({ state: 'failed', because: 'unknown-recipient', deliveries: [{ ...back, state: 'refused' }] })
  expect(isReturned(refused), 'it never left').toBe(false)
})

test('what needs a decision stands first, and the day of sending makes the groups', () => {
  const rows = [
    row({ id: 5 as OutboxId, state: 'uncertain' }),
    row({ id: 4 as OutboxId, state: 'failed' }),
    row({ id: 3 as OutboxId, state: 'sending' }),
    row({ id: 2 as OutboxId }),
    row({ id: 1 as OutboxId, sentAt: NOW - 86_400_000 }),
  ]
  expect(withGroups(rows, NOW).flatMap((item) => (item.is === 'group' ? item.group : []))).toEqual([
    'uncertain',
    'failed',
    'waiting',
    'today',
    'yesterday',
  ])
})
