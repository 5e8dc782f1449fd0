// An IMAP server with small letters in its INBOX that fails at one of them, each time it is asked for it.
import type { Socket } from 'node:net'
import type { Login } from '../../src/main/mail/types.ts'
import { plainLetter } from './letters.ts'
import { type ScriptedServer, scriptedImap } from './scripted-imap.ts'

/** `cut`: half of the letter, then the line breaks; `hang`: not a byte of it; `lie`: it is announced longer than it is; `refuse`: NO. */
export type Fault = 'cut' | 'hang' | 'lie' | 'refuse'

export interface BreakingServer extends ScriptedServer {
  /** UIDs count from 1. */
  letters: Buffer[]
  faults: Map<number, Fault>
  login: Login
  /** Connections that were begun so far. */
  lines(): number
}

export async function breakingServer(count: number, faults: [uid: number, fault: Fault][]): Promise<BreakingServer> {
  const letters = Array.from({ length: count }, (_, n) => plainLetter({ id: `letter-${n + 1}` }))
  const at = new Map(faults)
  let lines = 0

  function fetch(socket: Socket, tag: string, command: string): void {
    const [, set = '', rest = ''] = command.match(/^UID FETCH (\S+) (.*)$/i) ?? []
    const partial = rest.match(/BODY\.PEEK\[\]<(\d+)\.(\d+)>/i)
    const wantsSource = /BODY\.PEEK\[\]/i.test(rest)
    for (const uid of uidsOf(set, letters.length)) {
      const whole = letters[uid - 1]
      if (!whole) continue
      const facts = `UID ${uid} FLAGS () INTERNALDATE "10-Mar-2026 09:00:00 +0000" RFC822.SIZE ${whole.length}`
      if (!wantsSource) {
        socket.write(`* ${uid} FETCH (${facts})\r\n`)
        continue
      }
      const fault = at.get(uid)
      if (fault === 'hang') return
      if (fault === 'refuse') return void socket.write(`${tag} NO this letter cannot be read\r\n`)
      const from = Number(partial?.[1] ?? 0)
      const source = partial ? whole.subarray(from, from + Number(partial[2])) : whole
      const name = partial ? `BODY[]<${from}>` : 'BODY[]'
      const length = source.length + (fault === 'lie' ? 500 : 0)
      socket.write(`* ${uid} FETCH (${facts} ${name} {${length}}\r\n`)
      socket.write(fault === 'cut' ? source.subarray(0, source.length / 2) : source)
      if (fault === 'cut') return void setTimeout(() => socket.destroy(), 20)
      socket.write(')\r\n')
    }
    socket.write(`${tag} OK done\r\n`)
  }

  const server = await scriptedImap(
    [
      [/^(SELECT|EXAMINE)/i, (socket, tag) => socket.write(opened(letters.length, tag))],
      [/^STATUS/i, (socket, tag) => socket.write(`${statusOf(letters.length)}\r\n${tag} OK done\r\n`)],
      [
        /^UID SEARCH/i,
        (socket, tag) => socket.write(`* SEARCH ${letters.map((_, n) => n + 1).join(' ')}\r\n${tag} OK done\r\n`),
      ],
      [/^UID FETCH/i, fetch],
    ],
    (socket) => {
      lines++
      socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    },
  )
  const login: Login = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    login: 'anna',
    password: 'a pass phrase',
    pinnedCertificate: null,
    allowPlaintext: true,
    allowedHosts: ['127.0.0.1'],
  }
  return { ...server, letters, faults: at, login, lines: () => lines }
}

const statusOf = (count: number) => `* STATUS INBOX (MESSAGES ${count} UIDNEXT ${count + 1} UIDVALIDITY 7)`

function opened(count: number, tag: string): string {
  const facts = [
    '* FLAGS (\\Seen)',
    `* ${count} EXISTS`,
    '* 0 RECENT',
    '* OK [UIDVALIDITY 7] ok',
    `* OK [UIDNEXT ${count + 1}] ok`,
    `${tag} OK [READ-WRITE] done`,
  ]
  return `${facts.join('\r\n')}\r\n`
}

function uidsOf(set: string, last: number): number[] {
  return set.split(',').flatMap((part) => {
    const [low = 0, high = low] = part.split(':').map((end) => (end === '*' ? last : Number(end)))
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, n) => low + n)
  })
}
