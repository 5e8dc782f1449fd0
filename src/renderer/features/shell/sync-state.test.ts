import { expect, test } from 'vitest'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { Mailbox as MailboxShape } from '../../../shared/model/mailbox.ts'
import { railTone, syncState } from './sync-state.ts'

function box(change: Partial<Mailbox> = {}): Mailbox {
  return MailboxShape.parse({
    id: 1,
    address: 'sales@sever.example',
    displayName: '',
    provider: 'other',
    kind: 'personal',
    incoming: 'imap',
    hosts: { imap: 'imap.sever.example', smtp: 'smtp.sever.example' },
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
    hasLostFolder: false,
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

const NOW = 1_000_000
const at = (ago: number) => ({ at: NOW - ago, serverWords: '', certificate: null })
const refused: Partial<Mailbox> = {
  receiving: 'fails',
  light: 'grey',
  activity: { is: 'waiting', until: NOW + 3_600_000, because: 'wrong-password' },
  lastError: { ...at(1000), trouble: 'wrong-password' },
}
const away: Partial<Mailbox> = {
  activity: { is: 'waiting', until: NOW + 120_000, because: 'timeout' },
  lastError: { ...at(1000), trouble: 'timeout' },
}
const says = (...mailboxes: Mailbox[]) => syncState({ is: 'live' }, status, mailboxes, NOW)
const half = { done: 50, total: 100, perSecond: null, etaSeconds: null, nowAt: null }

test('mail is up to date while every mailbox is watched', () => {
  expect(says(box())).toEqual({ is: 'fresh' })
})

test('two imports are one percentage', () => {
  expect(says(box({ progress: half }), box({ progress: { ...half, done: 0 } }))).toEqual({ is: 'loading', share: 0.25 })
})

test('a lost line to the office is said before everything else', () => {
  const offline = { ...status, offlineSince: 5 }
  expect(syncState({ is: 'lost', since: 1 }, offline, [box(refused)], NOW)).toEqual({ is: 'line-lost' })
})

test('a mailbox made from files never counts as broken or loading', () => {
  expect(says(box({ isOffline: true, light: 'red', activity: { is: 'offline' } }))).toEqual({ is: 'fresh' })
})

test('mail is not up to date while a password is refused, between two tries and during one, whatever still loads', () => {
  const trying = box({ ...refused, activity: { is: 'connecting' } })
  const asks = box({ activity: { is: 'needs-login', since: 1 } })
  for (const one of [box(refused), trying, asks])
    expect(says(box({ progress: half }), one)).toEqual({ is: 'trouble', mailboxes: [one] })
})

test('mail is not up to date while a server is away; one that is refused is said first', () => {
  expect(says(box(), box(away))).toEqual({ is: 'behind', mailboxes: [box(away)] })
  const again = box({ ...away, activity: { is: 'connecting' }, lastError: { ...at(120_000), trouble: 'timeout' } })
  expect(says(again)).toEqual({ is: 'behind', mailboxes: [again] })
  expect(says(box(away), box(refused))).toEqual({ is: 'trouble', mailboxes: [box(refused)] })
})

test('a line that broke a moment ago and is opened again at once worries nobody', () => {
  const dropped = { ...away, activity: { is: 'waiting', until: NOW + 1000, because: 'no-network' } } as const
  expect(says(box(), box(dropped))).toEqual({ is: 'fresh' })
})

test('a mailbox that gets letters and sends none is named', () => {
  const silent = box({
    light: 'blue',
    sending: 'fails',
    sendingTrouble: { ...at(1000), trouble: 'refused' },
  })
  expect(says(box({ progress: half }), silent)).toEqual({ is: 'not-sending', mailboxes: [silent] })
})

test('a mailbox that its provider lets send nothing for a day is named; one that rests by hand is not', () => {
  const blocked = box({
    sendingRest: { because: 'provider-block', since: NOW, until: NOW + 86_400_000, serverWords: '' },
  })
  expect(says(blocked, box())).toEqual({ is: 'not-sending', mailboxes: [blocked] })
  expect(says(box({ sendingRest: { because: 'sending-paused', since: NOW, until: null, serverWords: '' } }))).toEqual({
    is: 'fresh',
  })
})

test('the dot beside a mailbox is red and amber where the queue is', () => {
  const rest = { since: NOW, until: NOW + 86_400_000, serverWords: '' }
  expect(railTone(box({ sendingRest: { ...rest, because: 'provider-block' } }))).toBe('bad')
  expect(railTone(box({ sendingTrouble: { ...at(1000), trouble: 'refused' } }))).toBe('bad')
  expect(railTone(box({ sendingRest: { ...rest, because: 'sending-paused' } }))).toBe('warn')
  expect(railTone(box({ activity: { is: 'paused', since: 1 } }))).toBe('grey')
  expect(railTone(box({ progress: half }))).toBe('busy')
  expect(railTone(box())).toBe('ok')
})

test('where every mailbox rests, mail is not called up to date', () => {
  const paused = box({ activity: { is: 'paused', since: 1 } })
  expect(says(paused)).toEqual({ is: 'paused' })
  expect(says(paused, box())).toEqual({ is: 'fresh' })
})
