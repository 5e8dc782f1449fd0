import { type PracticeServer, startPracticeServer } from '../server.ts'
import { OFFICE } from './cast.ts'
import { startClients } from './clients.ts'
import { type SampleOffice, sampleOffice } from './office.ts'

/** What the engine needs to connect a mailbox; both halves take the same login, unencrypted, on loopback. */
export interface SampleLogin {
  address: string
  displayName: string
  login: string
  password: string
  imap: { host: string; port: number }
  smtp: { host: string; port: number }
}

export interface SampleServer {
  office: SampleOffice
  server: PracticeServer
  /** The main mailbox first. */
  logins: SampleLogin[]
  close(): Promise<void>
}

export interface SampleOptions {
  /** UTC ms. */
  now(): number
  /** The moment from which the year of letters is reckoned back; the same moment gives the same letters. Now when left out. */
  madeAt?: number
  /** IMAP port; SMTP takes the next one. Any free ports when left out. */
  port?: number
  /** How the clients wait before they answer; real timers when left out. */
  later?(ms: number, run: () => void): () => void
}

/** All files of one letter, grown by their encoding: everything may be tried here. */
const MAX_LETTER_BYTES = 150 * 1024 * 1024

export async function startSampleServer({
  now,
  madeAt = now(),
  port,
  later = byTimer,
}: SampleOptions): Promise<SampleServer> {
  const office = sampleOffice(madeAt)
  const server = await startPracticeServer({
    ...{ accounts: office.accounts, now, port, sameSince: madeAt },
    maxLetterBytes: MAX_LETTER_BYTES,
  })
  const stopClients = startClients({ server, now, later })
  return {
    office,
    server,
    logins: office.accounts.map(({ address, password }) => ({
      address,
      displayName: address === OFFICE.main ? OFFICE.name : 'Ирина Соколова',
      login: address,
      password,
      imap: { host: server.host, port: server.imapPort },
      smtp: { host: server.host, port: server.smtpPort },
    })),
    async close() {
      stopClients()
      await server.close()
    },
  }
}

function byTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  // A client who still thinks about an answer keeps no program running.
  timer.unref()
  return () => clearTimeout(timer)
}
