import { Resolver } from 'node:dns/promises'
import net from 'node:net'
import tls from 'node:tls'
import type { Discovery } from '../../shared/api/mailboxes.ts'
import type { Security } from '../../shared/model/mailbox.ts'
import { domainOf, normaliseAddress } from '../../shared/text/addresses.ts'
import { allowedAddresses, asciiHost, fixedLookup } from './dial.ts'
import { loginFor, type Preset, presetByDomain, presetByMx, type ServerHint } from './providers.ts'

/** What is found of an address; whether it is connected already only the caller knows. */
export type Discovered = Omit<Discovery, 'existing'>

/** The outside world of the search, given from outside so that tests need no network. */
export interface Surroundings {
  /** MX hosts of an ASCII domain, best first; empty when it has none or DNS does not answer. */
  mx(domain: string): Promise<string[]>
  /** Whether a mail server answers there. */
  answers(hint: ServerHint): Promise<boolean>
}

const PROBE_MS = 4000
const MX_MS = 4000

/** Recognises the servers of an address: known domain, then the domain's MX, then hosts with the usual names, then a guess. */
export async function discover(address: string, around: Surroundings): Promise<Discovered> {
  const email = normaliseAddress(address)
  const domain = domainOf(email)
  const known = presetByDomain(domain)
  if (known) return byPreset(email, known, 'preset')
  const ascii = asciiHost(domain)
  for (const exchange of await around.mx(ascii)) {
    const preset = presetByMx(exchange)
    if (preset) return byPreset(email, preset, 'mx')
  }
  const [imap, pop3, smtp] = await Promise.all([
    firstThatAnswers(imapGuesses(ascii), around),
    firstThatAnswers(pop3Guesses(ascii), around),
    firstThatAnswers(smtpGuesses(ascii), around),
  ])
  const hint = (found: ServerHint | undefined) => (found ? { ...found, login: email } : null)
  const isFound = imap !== null || pop3 !== null || smtp !== null
  return {
    address: email,
    provider: 'other',
    by: isFound ? 'probe' : 'guess',
    // IMAP knows folders and read marks: POP3 only where nothing else answers.
    incoming: imap === null && pop3 !== null ? 'pop3' : 'imap',
    signIn: 'password',
    guideUrl: null,
    // What did not answer is still filled in with the likeliest name, for the user to correct.
    imap: hint(imap ?? imapGuesses(ascii)[0]),
    pop3: hint(pop3 ?? pop3Guesses(ascii)[0]),
    smtp: hint(smtp ?? smtpGuesses(ascii)[0]),
  }
}

function byPreset(email: string, preset: Preset, by: 'preset' | 'mx'): Discovered {
  const hint = <Hint extends ServerHint | null>(half: 'imap' | 'pop3' | 'smtp', server: Hint) =>
    server && { ...server, login: loginFor(preset, half, email) }
  return {
    address: email,
    provider: preset.provider,
    by,
    signIn: preset.signIn,
    guideUrl: preset.guideUrl,
    incoming: 'imap',
    imap: hint('imap', preset.imap),
    pop3: hint('pop3', preset.pop3),
    smtp: hint('smtp', preset.smtp),
  }
}

function hints(hosts: string[], ports: [number, Security][]): ServerHint[] {
  return ports.flatMap(([port, security]) => hosts.map((host) => ({ host, port, security })))
}

function imapGuesses(domain: string): ServerHint[] {
  return hints(
    [`imap.${domain}`, `mail.${domain}`],
    [
      [993, 'tls'],
      [143, 'starttls'],
    ],
  )
}

function pop3Guesses(domain: string): ServerHint[] {
  return hints(
    [`pop.${domain}`, `pop3.${domain}`, `mail.${domain}`],
    [
      [995, 'tls'],
      [110, 'starttls'],
    ],
  )
}

function smtpGuesses(domain: string): ServerHint[] {
  return hints(
    [`smtp.${domain}`, `mail.${domain}`],
    [
      [465, 'tls'],
      [587, 'starttls'],
    ],
  )
}

// All are asked at once; the best of the list that answers wins, not the fastest.
async function firstThatAnswers(guesses: ServerHint[], around: Surroundings): Promise<ServerHint | null> {
  const asked = guesses.map(async (hint) => ((await around.answers(hint)) ? hint : null))
  for (const one of asked) {
    const hint = await one
    if (hint) return hint
  }
  return null
}

/** The real network. Private addresses count as silent unless their host is allowed. */
export function realSurroundings(allowedHosts: readonly string[]): Surroundings {
  return {
    mx: async (domain) => {
      const resolver = new Resolver({ timeout: MX_MS, tries: 1 })
      const found = await resolver.resolveMx(domain).catch(() => [])
      return found.sort((a, b) => a.priority - b.priority).map((one) => one.exchange)
    },
    answers: async (hint) => {
      const addresses = await allowedAddresses({ host: hint.host, allowedHosts }).catch(() => [])
      if (addresses.length === 0) return false
      return await new Promise((resolve) => {
        const options = { host: hint.host, port: hint.port, lookup: fixedLookup(addresses) }
        // A self-signed certificate answers too; it is judged when the mailbox is checked.
        const socket =
          hint.security === 'tls'
            ? tls.connect({ ...options, servername: net.isIP(hint.host) ? '' : hint.host, rejectUnauthorized: false })
            : net.connect(options)
        const settle = (isThere: boolean) => {
          socket.destroy()
          resolve(isThere)
        }
        socket.setTimeout(PROBE_MS, () => settle(false))
        socket.once('error', () => settle(false))
        socket.once('data', (greeting: Buffer) =>
          settle(/^(\* (OK|PREAUTH)|\+OK|220)/.test(greeting.toString('latin1'))),
        )
      })
    },
  }
}
