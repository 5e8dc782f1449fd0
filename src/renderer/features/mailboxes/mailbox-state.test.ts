import { expect, test } from 'vitest'
import type { MailboxId, UserId } from '../../../shared/model/ids.ts'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { auditResult, expiredAt, mailboxWord, sendingTroubleOf, toneOf, troubleOf } from './mailbox-state.ts'

const works: Mailbox = {
  // Ids of a sample, made by hand.
  id: 1 as MailboxId,
  address: 'zakaz@sever-svet.ru',
  displayName: '',
  provider: 'yandex',
  incoming: 'imap',
  hosts: { imap: 'imap.sever.example', smtp: 'smtp.sever.example' },
  kind: 'personal',
  owner: { id: 1 as UserId, name: 'Ирина Соколова' },
  light: 'green',
  receiving: 'works',
  sending: 'works',
  activity: { is: 'watching', by: 'idle' },
  counts: { loaded: 10, bound: 6, unbound: 3, skipped: 1, unread: 0 },
  progress: null,
  coming: null,
  lastSyncAt: 5000,
  lastError: null,
  sendingTrouble: null,
  nextTryAt: null,
  sendingRest: null,
  audit: null,
  hasLostFolder: false,
  isOffline: false,
}
const refused = {
  at: 900,
  trouble: 'wrong-password',
  serverWords: 'NO [AUTHENTICATIONFAILED]',
  certificate: null,
} as const

test('a mailbox that works says so and unfolds nothing, even with an old error behind it', () => {
  expect(mailboxWord(works).is).toBe('works')
  expect(troubleOf({ ...works, lastError: refused })).toBeNull()
})

test('a refused password asks for a new one and says since when', () => {
  const box: Mailbox = {
    ...works,
    light: 'red',
    receiving: 'fails',
    sending: 'fails',
    activity: { is: 'needs-login', since: 700 },
    lastError: refused,
  }
  expect(toneOf(mailboxWord(box))).toBe('bad')
  expect(troubleOf(box)).toMatchObject({ trouble: 'wrong-password', since: 700, wantsPassword: true })
})

test('a wait names its end and its reason', () => {
  const box: Mailbox = {
    ...works,
    activity: { is: 'waiting', until: 2000, because: 'timeout' },
    lastError: { at: 1000, trouble: 'timeout', serverWords: '', certificate: null },
    nextTryAt: 2000,
  }
  expect(mailboxWord(box)).toEqual({ is: 'waiting', until: 2000 })
  expect(troubleOf(box)).toMatchObject({ trouble: 'timeout', nextTryAt: 2000, wantsPassword: false })
})

test('a mailbox whose folder is gone from the server is not all right, and a graver word goes first', () => {
  const box: Mailbox = { ...works, hasLostFolder: true }
  expect(mailboxWord(box)).toEqual({ is: 'folder-lost' })
  expect(toneOf(mailboxWord(box))).toBe('warn')
  expect(mailboxWord({ ...box, activity: { is: 'needs-login', since: 700 } }).is).toBe('needs-login')
})

test('half a mailbox names the half that works', () => {
  expect(mailboxWord({ ...works, light: 'blue', sending: 'left-out' }).is).toBe('receive-only')
  expect(mailboxWord({ ...works, light: 'grey', receiving: 'left-out' }).is).toBe('send-only')
})

test('a paused mailbox and one made of files are grey, whatever happened before', () => {
  expect(toneOf(mailboxWord({ ...works, activity: { is: 'paused', since: 1 }, lastError: refused }))).toBe('grey')
  expect(mailboxWord({ ...works, isOffline: true, light: 'red' }).is).toBe('offline')
})

test('server and store are compared both ways', () => {
  expect(auditResult(3411, 3411)).toEqual({ is: 'same' })
  expect(auditResult(4120, 4117)).toEqual({ is: 'missing', n: 3 })
  expect(auditResult(10, 12)).toEqual({ is: 'extra', n: 2 })
})

test('a mailbox that receives and may not send says so until its end', () => {
  const rest = { since: 1, until: 2, serverWords: '' }
  const blocked: Mailbox = { ...works, sendingRest: { ...rest, because: 'provider-block' } }
  expect(mailboxWord(blocked)).toEqual({ is: 'send-blocked', until: 2 })
  expect(toneOf(mailboxWord(blocked))).toBe('warn')
  const paused: Mailbox = { ...works, sendingRest: { ...rest, until: null, because: 'sending-paused' } }
  expect(mailboxWord(paused)).toEqual({ is: 'send-paused' })
})

test('a mailbox that receives and does not send says why, and only of sending', () => {
  const certificate = { sha256: 'AA:BB', subject: 'mail', issuer: 'mail', validTo: 'Nov 12 10:00:00 2026 GMT' }
  const sendingTrouble = {
    at: 900,
    trouble: 'certificate',
    serverWords: 'certificate has expired',
    certificate,
  } as const
  const box: Mailbox = { ...works, light: 'blue', sending: 'fails', sendingTrouble }
  expect(sendingTroubleOf(box)).toEqual(sendingTrouble)
  expect(troubleOf({ ...box, lastError: refused })).toBeNull()
  expect(sendingTroubleOf({ ...box, activity: { is: 'needs-login', since: 1 } }), 'asked for already').toBeNull()
  expect(expiredAt(certificate, Date.UTC(2026, 10, 20))).toBe(Date.UTC(2026, 10, 12, 10))
  expect(expiredAt(certificate, Date.UTC(2026, 10, 1))).toBeNull()
  expect(expiredAt(null, 0)).toBeNull()
})
