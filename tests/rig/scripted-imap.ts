import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

/** What a scripted server does with one command: lines to send (latin1, CRLF is added), or an act on the line. */
export type Reply = string[] | 'hang' | ((socket: Socket, tag: string, command: string) => void)

/** The first matching pattern answers; commands that nothing matches are answered by a small honest server. */
export type Script = [RegExp, Reply][]

export interface ScriptedServer {
  port: number
  /** Commands heard so far, without their tags. */
  heard: string[]
  close(): Promise<void>
}

/** A tiny IMAP (or, with another greeting, any line-based) server on loopback that misbehaves exactly as the script says. */
export async function scriptedImap(
  script: Script,
  greeting: Reply = ['* OK [CAPABILITY IMAP4rev1] ready'],
): Promise<ScriptedServer> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    act(greeting, socket, '*', '')
    let pending = ''
    socket.on('data', (data) => {
      pending += data.toString('latin1')
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        const [tag = '', ...rest] = line.split(' ')
        const command = rest.join(' ')
        heard.push(command)
        const found = script.find(([pattern]) => pattern.test(command))
        act(found ? found[1] : honest(command), socket, tag, command)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function act(reply: Reply, socket: Socket, tag: string, command: string): void {
  if (reply === 'hang') return
  if (typeof reply === 'function') reply(socket, tag, command)
  else for (const line of reply) socket.write(`${line.replaceAll('$tag', tag)}\r\n`, 'latin1')
}

function honest(command: string): string[] {
  const word = command.toUpperCase()
  if (word.startsWith('CAPABILITY')) return ['* CAPABILITY IMAP4rev1', '$tag OK done']
  if (word === 'LIST "" ""') return ['* LIST (\\Noselect) "/" ""', '$tag OK done']
  if (word.startsWith('LIST')) return ['* LIST () "/" INBOX', '$tag OK done']
  if (word.startsWith('SELECT') || word.startsWith('EXAMINE')) {
    return [
      '* FLAGS (\\Seen)',
      '* 1 EXISTS',
      '* 0 RECENT',
      '* OK [UIDVALIDITY 7] ok',
      '* OK [UIDNEXT 2] ok',
      '$tag OK [READ-WRITE] done',
    ]
  }
  if (word.startsWith('STATUS')) return ['* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)', '$tag OK done']
  if (word.startsWith('NAMESPACE')) return ['* NAMESPACE (("" "/")) NIL NIL', '$tag OK done']
  return ['$tag OK done']
}
