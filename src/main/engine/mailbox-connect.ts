import type { z } from 'zod'
import type { mailboxes } from '../../shared/api/mailboxes.ts'
import type { ProblemName } from '../../shared/api/problems.ts'
import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Depth, Incoming, ProviderName } from '../../shared/model/mailbox.ts'
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'
import { providerOf } from '../mail/providers.ts'
import { note, record } from '../store/facts.ts'
import { saveFolder } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import {
  addMailbox,
  type MailboxRow,
  mailboxById,
  mailboxOf,
  type NewMailbox,
  setActivity,
  setSecret,
  updateMailbox,
} from '../store/mailboxes.ts'
import type { Engine } from './engine.ts'
import { TICKED_BY_DEFAULT } from './folders.ts'
import { keptHalf } from './kept-half.ts'
import { type CheckResult, checkWhole } from './mailbox-check.ts'
import { noteSending } from './mailbox-sending.ts'
import { followOwnAddresses } from './own-addresses.ts'

type Input<K extends keyof typeof mailboxes> = z.output<NonNullable<(typeof mailboxes)[K]['~orpc']['inputSchema']>>
export type ConnectInput = Input<'create'>
export type SignInInput = Input<'signIn'>

export type Connected =
  | { ok: true; id: MailboxId }
  | { ok: false; problem: ProblemName; params: Record<string, string | number>; field?: string }

/** There is nowhere to put a mark, a copy or a draft. */
export const POP3_SETTINGS = { twoWayFlags: false, sentCopy: 'never', draftsOnServer: false } as const
/** For a mailbox that was read by POP3 before. */
const IMAP_SETTINGS = { twoWayFlags: true, sentCopy: 'auto' } as const

const DAY_MS = 24 * 60 * 60_000

/** Whether a depth can be kept: POP3 tells no dates. */
export function canReach(incoming: Incoming, depth: Depth): boolean {
  return incoming === 'imap' || depth.kind === 'all' || depth.kind === 'new'
}

/** Checks both halves and saves what works: the halves, their sealed passwords, the folders; then the first letters come. */
export async function connectMailbox(
  engine: Engine,
  owner: UserId,
  input: ConnectInput,
  provider: ProviderName = providerOf(input.address),
): Promise<Connected> {
  const { store, ports } = engine.deps
  const malformed = addressProblem(input.address)
  if (malformed)
    return { ok: false, problem: 'address-malformed', params: { address: input.address }, field: 'address' }
  if (!input.imap && !input.smtp) return { ok: false, problem: 'bad-input', params: {}, field: 'imap' }
  if (!canReach(input.incoming, input.depth)) return { ok: false, problem: 'pop3-depth', params: {}, field: 'depth' }
  const address = normaliseAddress(input.address)
  const known = mailboxOf(store.reader, owner, address)
  if (known && !known.removedAt && known.activity !== 'offline')
    return { ok: false, problem: 'mailbox-exists', params: { address } }
  const checked = await checkWhole(engine.deps, input)
  const works = checked.imap?.ok || checked.smtp?.ok
  if (!works && !input.saveAnyway) return checkFailed(address, input, checked)
  const id = store.writeDurably((tx) => save(tx, engine, owner, address, input, checked, known, provider))
  ports.log.info({ mailbox: id }, 'mailbox connected')
  void followOwnAddresses(engine.deps)
  await engine.open(id)
  return { ok: true, id }
}

function save(
  tx: Writer,
  { deps: { ports } }: Engine,
  owner: UserId,
  address: string,
  input: ConnectInput,
  checked: CheckResult,
  known: MailboxRow | null,
  provider: ProviderName,
): MailboxId {
  const now = ports.clock.now()
  const row: NewMailbox = {
    ownerId: owner,
    address,
    displayName: input.displayName,
    provider,
    ...halves(input.imap, input.smtp),
    receiving: stateOf(checked.imap),
    smtpMaxBytes: checked.smtpMaxBytes,
    activity: input.imap ? 'connecting' : 'watching',
    activitySince: now,
    connectedAt: known?.connectedAt ?? now,
    removedAt: null,
    createContacts: input.createContacts,
    ...depthOf(input.depth, now),
    incoming: input.incoming,
    ...(input.incoming === 'pop3' ? POP3_SETTINGS : known?.incoming === 'pop3' ? IMAP_SETTINGS : {}),
  }
  let id: MailboxId
  if (known) {
    id = known.id
    // What another server once answered says nothing of this one.
    const isOtherServer = known.imapHost !== (input.imap?.host ?? null)
    updateMailbox(tx, id, { ...row, ...(isOtherServer ? { lastSyncAt: null } : {}), failures: 0, loginRefusals: 0 })
  } else id = addMailbox(tx, row)
  noteSending(tx, id, checked.smtp, now)
  if (input.imap) setSecret(tx, id, 'imap', ports.secrets.seal(input.imap.password))
  if (input.smtp) setSecret(tx, id, 'smtp', ports.secrets.seal(input.smtp.password))
  for (const folder of checked.folders) {
    const role = input.sentFolder === null || folder.role !== 'sent' ? folder.role : 'other'
    saveFolder(tx, id, {
      ...folder,
      delimiter: '/',
      role: folder.path === input.sentFolder ? 'sent' : role,
      isTicked:
        input.folders?.includes(folder.path) ??
        (TICKED_BY_DEFAULT.has(folder.role) || folder.path === input.sentFolder),
    })
  }
  record(tx, now, { type: 'mailbox.connected', mailboxId: id, userId: owner })
  note(tx, now, { what: 'mailbox-connected', tone: 'ok', mailboxId: id, userId: owner })
  tx.changed('counts')
  return id
}

type HalfInput = ConnectInput['imap']

const halves = (imap: HalfInput, smtp: HalfInput): Partial<NewMailbox> => ({
  ...incomingHalf(imap),
  ...outgoingHalf(smtp),
})

function incomingHalf(imap: HalfInput): Partial<NewMailbox> {
  return {
    imapHost: imap?.host ?? null,
    imapPort: imap?.port ?? null,
    imapSecurity: imap?.security ?? null,
    imapLogin: imap?.login ?? null,
    imapPinned: imap?.pinnedCertificate ?? null,
    imapPlaintext: imap?.allowPlaintext ?? false,
  }
}

function outgoingHalf(smtp: HalfInput): Partial<NewMailbox> {
  return {
    smtpHost: smtp?.host ?? null,
    smtpPort: smtp?.port ?? null,
    smtpSecurity: smtp?.security ?? null,
    smtpLogin: smtp?.login ?? null,
    smtpPinned: smtp?.pinnedCertificate ?? null,
    smtpPlaintext: smtp?.allowPlaintext ?? false,
  }
}

// Of the half that failed first, with the name of its server.
function checkFailed(
  address: string,
  servers: { imap: HalfInput; smtp: HalfInput },
  checked: CheckResult,
): Extract<Connected, { ok: false }> {
  const half = checked.imap && !checked.imap.ok ? 'imap' : 'smtp'
  const { trouble, serverWords } = checked[half] ?? { trouble: null, serverWords: '' }
  const params = { address, half, host: servers[half]?.host ?? '', trouble: trouble ?? 'unknown', serverWords }
  return { ok: false, problem: 'mailbox-check-failed', params }
}

const stateOf = (half: CheckResult['imap']) => (half === null ? 'left-out' : half.ok ? 'works' : 'fails')

/** The depth as the row keeps it: a moment before which (INTERNALDATE) letters are not loaded. */
export function depthOf(depth: Depth, now: number): Pick<NewMailbox, 'depthKind' | 'depthSince' | 'depthDays'> {
  if (depth.kind === 'all') return { depthKind: 'all', depthSince: null, depthDays: null }
  if (depth.kind === 'new') return { depthKind: 'new', depthSince: now, depthDays: null }
  if (depth.kind === 'days') return { depthKind: 'days', depthSince: now - depth.days * DAY_MS, depthDays: depth.days }
  return { depthKind: 'since', depthSince: depth.since, depthDays: null }
}

/**
 * New password or servers for a mailbox: both halves are checked first. What works is kept; what fails is told (`kept` names
 * the half that works) and stays as it was: the halves may have passwords of their own.
 */
export async function signInMailbox(engine: Engine, id: MailboxId, input: SignInInput): Promise<Connected> {
  const { store, ports } = engine.deps
  const row = mailboxById(store.reader, id)
  if (!row) return { ok: false, problem: 'not-found', params: {} }
  const imap = input.imap === undefined ? keptHalf(engine, row, 'imap', input.password) : input.imap
  const smtp = input.smtp === undefined ? keptHalf(engine, row, 'smtp', input.password) : input.smtp
  const checked = await checkWhole(engine.deps, {
    address: row.address,
    displayName: row.displayName,
    incoming: row.incoming,
    imap,
    smtp,
  })
  const failed = [checked.imap, checked.smtp].some((half) => half && !half.ok)
  const refusal = failed ? checkFailed(row.address, { imap, smtp }, checked) : null
  const isImapKept = !failed || checked.imap?.ok === true
  const isSmtpKept = !failed || checked.smtp?.ok === true
  store.writeDurably((tx) => {
    const now = ports.clock.now()
    if (isImapKept) {
      updateMailbox(tx, id, { ...incomingHalf(imap), receiving: stateOf(checked.imap), ...UNTROUBLED })
      if (imap) setSecret(tx, id, 'imap', ports.secrets.seal(imap.password))
      setActivity(tx, id, { is: 'connecting' }, now)
    }
    if (isSmtpKept) {
      updateMailbox(tx, id, { ...outgoingHalf(smtp), smtpMaxBytes: checked.smtpMaxBytes })
      noteSending(tx, id, checked.smtp, now)
      if (smtp) setSecret(tx, id, 'smtp', ports.secrets.seal(smtp.password))
    }
    if (!failed) note(tx, now, { what: 'signed-in-again', tone: 'ok', mailboxId: id })
  })
  if (isImapKept) await engine.open(id)
  if (isSmtpKept) engine.sending.poke()
  if (refusal === null) return { ok: true, id }
  const kept = isImapKept ? 'imap' : isSmtpKept ? 'smtp' : null
  return kept === null ? refusal : { ...refusal, params: { ...refusal.params, kept } }
}

const UNTROUBLED = {
  failures: 0,
  loginRefusals: 0,
  lastErrorAt: null,
  lastErrorTrouble: null,
  lastErrorWords: '',
} as const
