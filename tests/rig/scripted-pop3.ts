import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/** What the server does with one command: the bytes it sends (CRLF is added to lines), or an act on the line. */
export type Pop3Reply = string[] | 'hang' | 'cut' | ((socket: Socket, command: string) => void)

export interface Pop3Letter {
  /** Null: this server names no letters. */
  uidl: string | null
  source: string
  /** What LIST claims, where it is not the truth. */
  claimed?: number
}

export interface ScriptedPop3 {
  port: number
  /** Commands heard so far, without passwords. */
  heard: string[]
  /** What lies there for the next sign-in. */
  letters: Pop3Letter[]
  /** The first matching pattern answers; everything else is answered honestly. */
  script: [RegExp, Pop3Reply][]
  /** Capabilities; null where the server knows no CAPA. */
  capabilities: string[] | null
  close(): Promise<void>
}

/** A small POP3 server on loopback that misbehaves exactly as the script says. */
export async function scriptedPop3(
  letters: Pop3Letter[] = [],
  script: ScriptedPop3['script'] = [],
  greeting: Pop3Reply = ['+OK ready'],
): Promise<ScriptedPop3> {
  const sockets = new Set<Socket>()
  const facts: ScriptedPop3 = {
    port: 0,
    heard: [],
    letters,
    script,
    capabilities: ['USER', 'TOP', 'UIDL'],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // The maildrop of one sign-in: what comes later is seen by the next.
    const here = [...facts.letters]
    act(greeting, socket, '')
    let pending = ''
    socket.on('data', (data) => {
      pending += data.toString('utf8')
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const command = pending.slice(0, end)
        pending = pending.slice(end + 2)
        facts.heard.push(command.startsWith('PASS ') ? 'PASS' : command)
        const found = facts.script.find(([pattern]) => pattern.test(command))
        act(found ? found[1] : honest(command, here, facts.capabilities), socket, command)
        if (command === 'QUIT') socket.end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  facts.port = (server.address() as AddressInfo).port
  return facts
}

function act(reply: Pop3Reply, socket: Socket, command: string): void {
  if (reply === 'hang') return
  if (reply === 'cut') socket.destroy()
  else if (typeof reply === 'function') reply(socket, command)
  else for (const line of reply) socket.write(`${line}\r\n`, 'latin1')
}

/** A multi-line answer with its dots. */
export function multiLine(text: string): string[] {
  const lines = text.replace(/\r\n$/, '').split('\r\n')
  return ['+OK', ...lines.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.']
}

function honest(command: string, letters: readonly Pop3Letter[], capabilities: string[] | null): string[] {
  const [word = '', number = '', lines = '0'] = command.split(' ')
  const letter = letters[Number(number) - 1]
  const sizeOf = (one: Pop3Letter) => one.claimed ?? one.source.length
  switch (word) {
    case 'CAPA':
      return capabilities ? ['+OK', ...capabilities, '.'] : ['-ERR unknown command']
    case 'STAT':
      return [`+OK ${letters.length} ${letters.reduce((sum, one) => sum + sizeOf(one), 0)}`]
    case 'LIST':
      return ['+OK', ...letters.map((one, n) => `${n + 1} ${sizeOf(one)}`), '.']
    case 'UIDL':
      if (letters.some((one) => one.uidl === null)) return ['-ERR unknown command']
      return ['+OK', ...letters.map((one, n) => `${n + 1} ${one.uidl}`), '.']
    case 'RETR':
      return letter ? multiLine(letter.source) : ['-ERR no such message']
    case 'TOP': {
      if (!letter) return ['-ERR no such message']
      const [head = '', ...body] = letter.source.split('\r\n\r\n')
      const shown = body.join('\r\n\r\n').split('\r\n').slice(0, Number(lines))
      return multiLine(`${head}\r\n\r\n${shown.join('\r\n')}`)
    }
    default:
      return ['+OK']
  }
}
