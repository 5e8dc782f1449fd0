import type { Discovery } from '../../shared/api/mailboxes.ts'
import type { ProblemName } from '../../shared/api/problems.ts'
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import { discoverMailbox } from '../engine/discover.ts'
import { auditNow, pauseMailbox, removeMailbox, tickFolders, updateSettings } from '../engine/mailbox-care.ts'
import { check } from '../engine/mailbox-check.ts'
import { canReach, connectMailbox, signInMailbox } from '../engine/mailbox-connect.ts'
import { trustServer } from '../engine/mailbox-receiving.ts'
import { trySending } from '../engine/mailbox-sending.ts'
import { journalOf } from '../store/journal.ts'
import { mailboxById, mailboxOf } from '../store/mailboxes.ts'
import type { Caller } from './context.ts'
import { mailboxDetail, mailboxesShown } from './mailbox-shown.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'
import { ownMailbox, readable } from './reading.ts'

const { mailboxes: ours } = procedures

export const mailboxes = {
  list: ours.list.handler(({ context }) => mailboxesShown(context, connected(context))),
  get: ours.get.handler(({ context, input }) => mailboxDetail(context, input.id)),
  discover: ours.discover.handler(async ({ context, input }) => {
    const practice = practiceMailbox(context, input.address)
    if (practice) return practice
    const found = await discoverMailbox(context.app.engine.deps, context.user.id, input.address)
    if (!found) throw new Problem('address-malformed', { field: 'address' })
    return found
  }),
  check: ours.check.handler(({ context, input, signal }) => check(context.app.engine.deps, input, signal)),
  create: ours.create.handler(async ({ context, input }) =>
    one(
      context,
      done(
        await connectMailbox(
          context.app.engine,
          context.user.id,
          input,
          practiceMailbox(context, input.address)?.provider,
        ),
      ).id,
    ),
  ),
  update: ours.update.handler(async ({ context, input: { id, ...change } }) => {
    const incoming = mailboxById(context.app.store.reader, ownMailbox(context, id))?.incoming ?? 'imap'
    if (change.depth && !canReach(incoming, change.depth)) throw new Problem('pop3-depth', { field: 'depth' })
    await updateSettings(context.app.engine, id, change)
    return mailboxDetail(context, id)
  }),
  tickFolders: ours.tickFolders.handler(async ({ context, input }) => {
    await tickFolders(context.app.engine, withServer(context, input.id), input.folders, input.sentFolder)
    return mailboxDetail(context, input.id)
  }),
  signIn: ours.signIn.handler(async ({ context, input }) => {
    ownMailbox(context, input.id)
    return one(context, done(await signInMailbox(context.app.engine, input.id, input)).id)
  }),
  trySending: ours.trySending.handler(async ({ context, input }) => {
    await trySending(context.app.engine, ownMailbox(context, input.id), input.certificate)
    return one(context, input.id)
  }),
  trustServer: ours.trustServer.handler(async ({ context, input }) => {
    await trustServer(context.app.engine, withServer(context, input.id), input.certificate)
    return one(context, input.id)
  }),
  syncNow: ours.syncNow.handler(async ({ context, input }) => {
    const { engine } = context.app
    const session = engine.session(withServer(context, input.id))
    if (session) session.reconnect()
    else await engine.open(input.id)
    return {}
  }),
  pause: ours.pause.handler(async ({ context, input }) => {
    await pauseMailbox(context.app.engine, withServer(context, input.id), input.paused)
    return one(context, input.id)
  }),
  audit: ours.audit.handler(async ({ context, input }) => {
    if (!(await auditNow(context.app.engine, withServer(context, input.id)))) throw new Problem('server-unreachable')
    return mailboxDetail(context, input.id)
  }),
  remove: ours.remove.handler(async ({ context, input }) => {
    await removeMailbox(context.app.engine, ownMailbox(context, input.id), input.keepLetters)
    return {}
  }),
  log: ours.log.handler(({ context, input }) => {
    const ids = input.id === null ? readable(context) : [ownMailbox(context, input.id)]
    return journalOf(context.app.store.reader, ids, input.limit)
  }),
}

// The mailboxes of the sample office live on its practice server, wherever it listens this time.
function practiceMailbox({ app, user }: Caller, address: string): Discovery | null {
  const login = app.about.practice.find((one) => one.address === normaliseAddress(address))
  if (!login) return null
  const half = { security: 'none' as const, login: login.login }
  const row = mailboxOf(app.store.reader, user.id, login.address)
  return {
    address: login.address,
    provider: 'practice',
    by: 'preset',
    signIn: 'password',
    guideUrl: null,
    incoming: 'imap',
    imap: { ...login.imap, ...half },
    pop3: null,
    smtp: { ...login.smtp, ...half },
    existing: row && row.removedAt === null ? row.id : null,
  }
}

/** Without those that the user disconnected and whose letters he kept. */
function connected(caller: Caller): MailboxId[] {
  return readable(caller).filter((id) => mailboxById(caller.app.store.reader, id)?.removedAt === null)
}

/** Refuses a mailbox that lives on imported files only. */
function withServer(caller: Caller, id: MailboxId): MailboxId {
  if (mailboxById(caller.app.store.reader, ownMailbox(caller, id))?.activity === 'offline')
    throw new Problem('mailbox-offline')
  return id
}

async function one(caller: Caller, id: MailboxId): Promise<Mailbox> {
  const [mailbox] = await mailboxesShown(caller, [id])
  if (!mailbox) throw new Problem('not-found')
  return mailbox
}

interface Refusal {
  ok: false
  problem: ProblemName
  field?: string
  params?: Record<string, string | number>
}

/** What an act of the engine answered, or its refusal. */
function done<A extends { ok: true } | Refusal>(answer: A): Extract<A, { ok: true }> {
  if (!answer.ok) throw new Problem(answer.problem, { field: answer.field, params: answer.params })
  // Only a refusal is not ok.
  return answer as Extract<A, { ok: true }>
}
