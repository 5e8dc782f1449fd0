import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Login } from '../../src/main/mail/types.ts'
import type { Incoming } from '../../src/shared/model/mailbox.ts'

const RIG = fileURLToPath(new URL('./dovecot/rig.sh', import.meta.url))

export interface Dovecot {
  host: string
  imap: number
  imaps: number
  pop3: number
  pop3s: number
  lmtp: number
  password: string
  /** How to sign in as one of its users, without TLS and on loopback. */
  login(user: string, protocol?: Incoming): Login
  /** Puts a letter into a user's INBOX, as a mail server would. */
  deliver(user: string, source: string | Uint8Array): Promise<void>
  /** Puts all letters of a Maildir into a user's INBOX; only before its first sign-in. */
  load(user: string, maildir: string): Promise<void>
  doveadm(...args: string[]): Promise<string>
  stop(): Promise<void>
}

/** Starts a Dovecot of its own with these users. Fails with a plain sentence where Dovecot is not installed. */
export async function startDovecot(...users: string[]): Promise<Dovecot> {
  const isThere =
    'test -x /usr/sbin/dovecot -o -x /usr/bin/dovecot && test -x /usr/lib/dovecot/pop3 -o -x /usr/libexec/dovecot/pop3'
  if (spawnSync('sh', ['-c', isThere]).status !== 0) {
    throw new Error(
      'Dovecot is not installed. This test needs it: sudo apt install dovecot-imapd dovecot-pop3d dovecot-lmtpd openssl',
    )
  }
  const state = mkdtempSync(path.join(tmpdir(), 'golub-dovecot-'))
  const rig = (args: string[], input?: string | Uint8Array) => run([args[0] ?? '', state, ...args.slice(1)], input)
  const facts: Pick<Dovecot, 'host' | 'imap' | 'imaps' | 'pop3' | 'pop3s' | 'lmtp' | 'password'> = JSON.parse(
    await rig(['start', ...users]),
  )
  return {
    ...facts,
    login: (user, protocol = 'imap') => ({
      protocol,
      host: facts.host,
      port: protocol === 'pop3' ? facts.pop3 : facts.imap,
      security: 'none',
      login: user,
      password: facts.password,
      pinnedCertificate: null,
      allowPlaintext: true,
      allowedHosts: ['127.0.0.1'],
    }),
    deliver: async (user, source) => {
      await rig(['deliver', user], source)
    },
    load: async (user, maildir) => {
      await rig(['load', user, maildir])
    },
    doveadm: (...args) => rig(['doveadm', ...args]),
    stop: async () => {
      await rig(['stop'])
      rmSync(state, { recursive: true, force: true })
    },
  }
}

function run(args: string[], input?: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, NODE: process.execPath }
    const child = execFile(RIG, args, { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`rig ${args[0]}: ${stderr || error.message}`))
      else resolve(stdout)
    })
    // Nothing is written where nothing is read: the program may have ended by now.
    child.stdin?.end(input)
  })
}
