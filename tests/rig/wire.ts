import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A wire to a server on loopback that can be cut, and that remembers what the client asked. */
export interface Wire {
  port: number
  /** Every line that clients sent, without literals of theirs being told apart. */
  asked: string[]
  /** Milliseconds of rest after each piece from the server: a slow line. */
  pauseMs: number
  /** From now on nobody answers behind the port, and open lines break. */
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

export async function startWire(serverPort: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  const asked: string[] = []
  let server: Server | null = null
  let port = 0

  function serve(client: Socket): void {
    const upstream = connect(serverPort, '127.0.0.1')
    let rest = ''
    client.on('data', (data: Buffer) => {
      const lines = (rest + data.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      asked.push(...lines)
    })
    client.pipe(upstream)
    upstream.on('data', (data: Buffer) => {
      client.write(data)
      if (wire.pauseMs === 0) return
      upstream.pause()
      setTimeout(() => upstream.resume(), wire.pauseMs)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  }

  const wire: Wire = { port, asked, pauseMs: 0, cut, restore, close: cut }

  async function restore(): Promise<void> {
    const listening = createServer(serve)
    server = listening
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject)
      listening.listen(port, '127.0.0.1', resolve)
    })
    // A listening TCP server always has an AddressInfo.
    port = (listening.address() as AddressInfo).port
  }

  async function cut(): Promise<void> {
    const closing = server
    server = null
    const closed = new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  await restore()
  wire.port = port
  return wire
}
