import { createHash } from 'node:crypto'
import { TroubleError } from '../imap/failure.ts'
import type { Pop3Line } from './connect.ts'

// A million letters of 80 bytes a line.
const MAX_LIST = 96 * 1024 * 1024

export interface Dropped {
  /** Lasts from one sign-in to the next; without line feeds. */
  key: string
  size: number
  /** Holds for this connection only. */
  number: number
}

/** Every letter of the mailbox in the server's order, under a name that lasts: its UIDL, else a hash of the letter. */
export async function readMaildrop(line: Pop3Line): Promise<Dropped[]> {
  const { wire } = line
  const sized = await wire.ask('LIST')
  if (!sized.ok) throw new TroubleError('protocol', sized.words)
  const sizes = new Map(pairs(await wire.lines(MAX_LIST)).map(([n, size]) => [n, Number(size) || 0]))
  const named = await wire.ask('UIDL')
  // Refused for the moment only: other names now would fetch every letter again.
  if (!named.ok && line.capabilities.has('UIDL')) throw new TroubleError('server-busy', named.words)
  const keys = new Map(named.ok ? pairs(await wire.lines(MAX_LIST)) : [])
  const nameless = [...sizes.keys()].filter((number) => !keys.has(number))
  for (const [number, key] of await hashed(line, nameless)) keys.set(number, key)
  const seen = new Map<string, number>()
  return [...sizes].map(([number, size]) => {
    const key = keys.get(number) ?? ''
    // Two equal letters may bear one name (RFC 1939); both are kept.
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    return { number, size, key: times === 1 ? key : `${key} ${times}` }
  })
}

function pairs(lines: readonly string[]): [number, string][] {
  return lines.flatMap((line): [number, string][] => {
    const found = /^\s*(\d+)\s+(\S+)/.exec(line)
    return found ? [[Number(found[1]), found[2] ?? '']] : []
  })
}

// A server without UIDL: its headers, with their Received lines, tell a letter apart; without TOP the whole letter does.
async function hashed({ wire }: Pop3Line, numbers: readonly number[]): Promise<Map<number, string>> {
  const keys = new Map<number, string>()
  let hasTop = true
  for (const number of numbers) {
    let answer = hasTop ? await wire.ask(`TOP ${number} 0`) : await wire.ask(`RETR ${number}`)
    if (!answer.ok && hasTop) {
      hasTop = keys.size > 0
      answer = await wire.ask(`RETR ${number}`)
    }
    if (!answer.ok) throw new TroubleError('protocol', answer.words)
    const hash = createHash('sha256')
    for await (const piece of wire.body()) hash.update(piece)
    keys.set(number, `#${hash.digest('hex')}`)
  }
  return keys
}
