// Remote pictures of letters, fetched by us so that the sender learns neither the reader's address nor his browser.
import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP } from 'node:net'
import { Problem } from './problems.ts'

export interface Picture {
  type: string
  bytes: Buffer
}

interface Address {
  address: string
  family: number
}

export interface Fetching {
  resolve(host: string): Promise<Address[]>
  isForbidden(address: string): boolean
}

const MAX_BYTES = 10 * 1024 * 1024
const MAX_HOPS = 4
const ALL_MS = 15_000
const TYPES = /^image\/(png|jpeg|jpg|pjpeg|gif|webp|bmp|avif|x-icon|vnd\.microsoft\.icon)$/

// Loopback, private, link-local, carrier NAT, documentation, multicast and reserved ranges (RFC 6890).
const FORBIDDEN = new BlockList()
const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
const V6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]
for (const [ranges, family] of [
  [V4, 'ipv4'],
  [V6, 'ipv6'],
] as const) {
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/')
    FORBIDDEN.addSubnet(net, Number(bits), family)
  }
}

/** BlockList checks IPv4 addresses mapped into IPv6 against the IPv4 ranges by itself. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address)
  return family === 0 || FORBIDDEN.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

const OPEN_NETWORK: Fetching = { resolve: (host) => lookup(host, { all: true }), isForbidden: isForbiddenAddress }

/**
 * The picture at an address of the open network. Every hop's name is resolved and checked, and the connection goes to the
 * checked address itself. Throws `not-found` for what is no picture, too large, forbidden or does not answer in time.
 */
export async function fetchPicture(address: string, how: Fetching = OPEN_NETWORK): Promise<Picture> {
  const deadline = AbortSignal.timeout(ALL_MS)
  let url = urlOf(address)
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const answer = await ask(url, await allowedAddress(url, how), deadline)
    const status = answer.statusCode ?? 0
    if (status >= 300 && status < 400 && answer.headers.location) {
      answer.destroy()
      url = urlOf(answer.headers.location, url)
      continue
    }
    if (status !== 200) {
      answer.destroy()
      throw new Problem('not-found')
    }
    return read(answer)
  }
  throw new Problem('not-found')
}

function urlOf(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password)
    throw new Problem('not-found')
  return url
}

async function allowedAddress(url: URL, { resolve, isForbidden }: Fetching): Promise<Address> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(host)
  const found = family ? [{ address: host, family }] : await resolve(host).catch(() => [])
  // One forbidden address among the answers is how a name is rebound: the whole name is refused.
  const first = found[0]
  if (!first || found.some((one) => isForbidden(one.address))) throw new Problem('not-found')
  return first
}

function ask(url: URL, to: Address, signal: AbortSignal): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const options = {
      host: to.address,
      family: to.family,
      port: url.port || (isTls ? 443 : 80),
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      signal,
      agent: false,
      headers: {
        host: url.host,
        accept: 'image/*',
        'user-agent': 'Mozilla/5.0',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    }
    const asked = isTls
      ? requestHttps({ ...options, servername: isIP(name) ? '' : name }, resolve)
      : requestHttp(options, resolve)
    asked.on('error', () => reject(new Problem('not-found')))
    asked.end()
  })
}

async function read(answer: IncomingMessage): Promise<Picture> {
  const type = (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const parts: Buffer[] = []
  let size = 0
  try {
    if (!TYPES.test(type) || Number(answer.headers['content-length'] ?? 0) > MAX_BYTES) throw new Problem('not-found')
    for await (const part of answer) {
      size += part.length
      if (size > MAX_BYTES) throw new Problem('not-found')
      parts.push(part)
    }
  } catch {
    answer.destroy()
    throw new Problem('not-found')
  }
  const bytes = Buffer.concat(parts)
  if (isPoint(bytes)) throw new Problem('not-found')
  return { type: type === 'image/jpg' || type === 'image/pjpeg' ? 'image/jpeg' : type, bytes }
}

/** A GIF or PNG of one point: a tracker that hid among the pictures. */
function isPoint(bytes: Buffer): boolean {
  if (bytes.length >= 10 && bytes.toString('latin1', 0, 3) === 'GIF')
    return bytes.readUInt16LE(6) <= 1 && bytes.readUInt16LE(8) <= 1
  if (bytes.length >= 24 && bytes.toString('latin1', 1, 4) === 'PNG')
    return bytes.readUInt32BE(16) <= 1 && bytes.readUInt32BE(20) <= 1
  return false
}
