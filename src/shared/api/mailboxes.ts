import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { FolderId, MailboxId, Time } from '../model/ids.ts'
import {
  Certificate,
  Depth,
  Folder,
  FolderRole,
  Grouping,
  Incoming,
  LimitName,
  Limits,
  Mailbox,
  MailboxSettings,
  ProviderName,
  Security,
  Server,
  ServerDraft,
  Trouble,
} from '../model/mailbox.ts'
import { procedure } from './base.ts'

const Hint = z.object({ host: z.string(), port: z.number().int(), security: Security, login: z.string() })

/** One numbered step of the provider's guide to an application password; texts live in the renderer's messages. */
export const Discovery = z.object({
  address: z.string(),
  provider: ProviderName,
  /** How it was recognised; `guess` means that nothing answered and the fields want a look. */
  by: z.enum(['preset', 'mx', 'probe', 'guess']),
  signIn: z.enum(['app-password', 'password', 'oauth-only']),
  guideUrl: z.string().nullable(),
  /** What the letters come by best: `pop3` only where no IMAP answers. */
  incoming: Incoming,
  imap: Hint.nullable(),
  pop3: Hint.nullable(),
  smtp: Hint.nullable(),
  existing: MailboxId.nullable(),
})
export type Discovery = z.infer<typeof Discovery>

const HalfInput = ServerDraft.extend({ password: z.string().max(1024) })
export const MailboxDraft = z.object({
  address: z.string().trim().min(3).max(254),
  displayName: z.string().max(255).default(''),
  /** The protocol of the incoming half. POP3 has one folder and no flags; its depth is `all` or `new`. */
  incoming: Incoming.default('imap'),
  /** The incoming half, of either protocol. Either half may be left out, or null; not both. */
  imap: HalfInput.nullable().default(null),
  smtp: HalfInput.nullable().default(null),
})
export type MailboxDraft = z.infer<typeof MailboxDraft>

/** The check reports line by line while it runs; every line settles separately. */
export const CheckLine = z.union([
  z.object({ line: z.enum(['imap', 'smtp']), state: z.literal('running'), host: z.string(), port: z.number() }),
  z.object({
    line: z.enum(['imap', 'smtp']),
    state: z.literal('ok'),
    host: z.string(),
    port: z.number(),
    ms: z.number(),
    folders: z.number().nullable(),
    letters: z.number().nullable(),
    /** Of sending: the largest letter the server takes, where it says so. */
    maxBytes: z.number().nullable().optional(),
  }),
  z.object({
    line: z.enum(['imap', 'smtp']),
    state: z.literal('failed'),
    host: z.string(),
    port: z.number(),
    trouble: Trouble,
    serverWords: z.string(),
    /** Given with `certificate`: what the user may accept by hand. */
    certificate: Certificate.nullable(),
  }),
  z.object({ line: z.literal('idle'), state: z.enum(['ok', 'poll']) }),
  z.object({ line: z.literal('sent'), state: z.enum(['found', 'missing', 'ask']), candidates: z.array(z.string()) }),
  z.object({
    line: z.literal('folders'),
    state: z.literal('ok'),
    folders: z.array(
      z.object({ path: z.string(), name: z.string(), role: FolderRole, letters: z.number(), isTicked: z.boolean() }),
    ),
  }),
  /** Letters and bytes in the ticked folders per depth, for the choice of how much to load. */
  z.object({
    line: z.literal('depth'),
    state: z.literal('ok'),
    choices: z.array(z.object({ depth: Depth, letters: z.number(), bytes: z.number().nullable() })),
    oldestYear: z.number().nullable(),
    freeDiskBytes: z.number(),
  }),
  z.object({ line: z.literal('done'), state: z.enum(['ok', 'failed']) }),
])
export type CheckLine = z.infer<typeof CheckLine>

export const MailboxDetail = z.object({
  mailbox: Mailbox,
  settings: MailboxSettings,
  /** The provider's limits of sending; `guessed` are those that it does not publish. */
  defaultLimits: Limits.extend({ guessed: z.array(LimitName) }),
  imap: Server.nullable(),
  smtp: Server.nullable(),
  folders: z.array(Folder),
  /** Folders that are to be read and that the server does not show any more; choosing folders anew ends it. */
  lostFolders: z.array(Folder.pick({ id: true, path: true, name: true, role: true })),
})
export type MailboxDetail = z.infer<typeof MailboxDetail>

export const mailboxes = {
  list: procedure('mail.read')
    .route({ method: 'GET', path: '/mailboxes' })
    .input(z.object({}).optional())
    .output(z.array(Mailbox)),
  get: procedure('mail.read')
    .route({ method: 'GET', path: '/mailboxes/{id}' })
    .input(z.object({ id: MailboxId }))
    .output(MailboxDetail),
  discover: procedure('mailbox.connect')
    .route({ method: 'POST', path: '/mailboxes/discover' })
    .input(z.object({ address: z.string() }))
    .output(Discovery),
  check: procedure('mailbox.connect').input(MailboxDraft).output(eventIterator(CheckLine)),
  /** Checks both halves (15 s each) and saves what works; nothing works and not `saveAnyway`: `mailbox-check-failed`. */
  create: procedure('mailbox.connect')
    .route({
      ...{ method: 'POST', path: '/mailboxes', successStatus: 201 },
      description: 'Connects a mailbox for receiving (`imap`), sending (`smtp`) or both.',
    })
    .input(
      MailboxDraft.extend({
        depth: Depth.default({ kind: 'all' }),
        /** Paths of the folders to read; null takes Inbox and Sent. */
        folders: z.array(z.string()).nullable().default(null),
        /** Asked once where the server shows two candidates or none. */
        sentFolder: z.string().nullable().default(null),
        createContacts: z.boolean().default(true),
        saveAnyway: z.boolean().default(false),
      }),
    )
    .output(Mailbox),
  update: procedure('mailbox.connect')
    .route({ method: 'PATCH', path: '/mailboxes/{id}' })
    .input(MailboxSettings.partial().extend({ id: MailboxId, grouping: Grouping.optional() }))
    .output(MailboxDetail),
  tickFolders: procedure('mailbox.connect')
    .input(z.object({ id: MailboxId, folders: z.array(FolderId), sentFolder: FolderId.nullable().optional() }))
    .output(MailboxDetail),
  /** A new password or new servers. Both halves are checked; what works is kept, what fails is refused and stays as it was. */
  signIn: procedure('mailbox.connect')
    .input(
      z.object({
        id: MailboxId,
        imap: HalfInput.nullable().optional(),
        smtp: HalfInput.nullable().optional(),
        password: z.string().optional(),
      }),
    )
    .output(Mailbox),
  /** Tries the sending half as it stands, or with this certificate of its server accepted by hand; nothing is sent. */
  trySending: procedure('mailbox.connect')
    .route({ method: 'POST', path: '/mailboxes/{id}/try-sending' })
    .input(z.object({ id: MailboxId, certificate: z.string().nullable().default(null) }))
    .output(Mailbox),
  /** Accepts by hand the certificate that the incoming server shows; it is kept when the server then takes the sign-in. */
  trustServer: procedure('mailbox.connect')
    .route({ method: 'POST', path: '/mailboxes/{id}/trust-server' })
    .input(z.object({ id: MailboxId, certificate: z.string().max(200) }))
    .output(Mailbox),
  syncNow: procedure('mail.read')
    .route({ method: 'POST', path: '/mailboxes/{id}/sync' })
    .input(z.object({ id: MailboxId }))
    .output(z.object({})),
  pause: procedure('mailbox.connect')
    .input(z.object({ id: MailboxId, paused: z.boolean() }))
    .output(Mailbox),
  /** Counts every ticked folder against the server now. */
  audit: procedure('mail.read')
    .route({ method: 'POST', path: '/mailboxes/{id}/audit' })
    .input(z.object({ id: MailboxId }))
    .output(MailboxDetail),
  remove: procedure('mailbox.connect')
    .route({ method: 'DELETE', path: '/mailboxes/{id}' })
    .input(z.object({ id: MailboxId, keepLetters: z.boolean().default(true) }))
    .output(z.object({})),
  log: procedure('mail.read')
    .input(z.object({ id: MailboxId.nullable(), limit: z.number().int().max(200).default(20) }))
    .output(
      z.array(
        z.object({
          at: Time,
          mailboxId: MailboxId.nullable(),
          address: z.string().nullable(),
          what: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])),
          tone: z.enum(['ok', 'info', 'warn', 'bad']),
        }),
      ),
    ),
}
