import { expect, test } from 'vitest'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { Mailbox as MailboxShape } from '../../../shared/model/mailbox.ts'
import { syncState } from './sync-state.ts'

function box(change: Partial<Mailbox> = {}): Mailbox {
  return MailboxShape.parse({
    id: 1,
    address: 'sales@sever.example',
    displayName: '',
    provider: 'other',
    kind: 'personal',
    incoming: 'imap',
    owner: { id: 1, name: 'Ирина' },
    light: 'green',
    receiving: 'works',
    sending: 'works',
    activity: { is: 'watching', by: 'idle' },
    counts: { loaded: 0, bound: 0, unbound: 0, skipped: 0, unread: 0 },
    progress: null,
    coming: null,
    lastSyncAt: null,
    lastError: null,
    sendingTrouble: null,
    nextTryAt: null,
    sendingRest: null,
    audit: null,
    isOffline: false,
    ...change,
  })
}
const status = {
  office: 'Север',
  isSample: false,
  version: '1',
  dataFile: '',
  dataBytes: 0,
  freeDiskBytes: 0,
  isDiskLow: false,
  offlineSince: null,
  waitingToSend: 0,
  isHeld: false,
}

test('mail is up to date while every mailbox is watched', () => {
  expect(syncState({ is: 'live' }, status, [box()])).toEqual({ is: 'fresh' })
})

test('two imports are one percentage', () => {
  const half = { done: 50, total: 100, perSecond: null, etaSeconds: null, nowAt: null }
  expect(syncState({ is: 'live' }, status, [box({ progress: half }), box({ progress: { ...half, done: 0 } })])).toEqual(
    { is: 'loading', share: 0.25 },
  )
})

test('a lost line to the office is said before everything else', () => {
  expect(syncState({ is: 'lost', since: 1 }, { ...status, offlineSince: 5 }, [box()])).toEqual({ is: 'line-lost' })
})

test('a mailbox made from files never counts as broken or loading', () => {
  expect(
    syncState({ is: 'live' }, status, [box({ isOffline: true, light: 'red', activity: { is: 'offline' } })]),
  ).toEqual({ is: 'fresh' })
})

test('a mailbox that waits for a password is told by number', () => {
  expect(syncState({ is: 'live' }, status, [box(), box({ activity: { is: 'needs-login', since: 1 } })])).toEqual({
    is: 'trouble',
    mailboxes: 1,
  })
})
