import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { domainToASCII } from 'node:url'
import { TroubleError } from './imap/failure.ts'
import type { Failure, Login } from './types.ts'

export interface Address {
  address: string
  family: 4 | 6
}
export type Resolve = (host: string) => Promise<Address[]>

// Loopback, private, carrier-grade NAT, link-local, documentation, multicast and reserved ranges.
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b:1::', 48],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))

export function isPrivateAddress(address: string): boolean {
  const mapped = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return PRIVATE.check(mapped, 'ipv4')
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The addresses of a host that may be connected to. The check is made on the resolved addresses and the connection goes to
 * exactly these, so a name that answers differently a moment later changes nothing. Throws TroubleError or the DNS error.
 */
export async function allowedAddresses(
  login: Pick<Login, 'host' | 'allowedHosts'>,
  resolve: Resolve = resolveBySystem,
): Promise<Address[]> {
  const host = asciiHost(login.host)
  const family = isIP(host)
  const found: Address[] = family ? [{ address: host, family: family === 6 ? 6 : 4 }] : await resolve(host)
  const isAllowed = login.allowedHosts.some((one) => one === '*' || asciiHost(one) === host)
  const usable = isAllowed ? found : found.filter((one) => !isPrivateAddress(one.address))
  if (found.length > 0 && usable.length === 0) throw new TroubleError('private-address', found[0]?.address)
  if (usable.length === 0) throw new TroubleError('host-not-found')
  return usable
}

export function asciiHost(host: string): string {
  const bare = host
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
  return isIP(bare) ? bare : domainToASCII(bare) || bare
}

type LookupCallback = (error: Error | null, address: string | Address[], family?: number) => void

/** A lookup for net and tls sockets that answers with the checked addresses only. */
export function fixedLookup(addresses: readonly Address[]) {
  return (_host: string, options: { all?: boolean }, callback: LookupCallback) => {
    if (options.all) callback(null, [...addresses])
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
}

/** Refuses to send a password over an open line unless the user allowed it. */
export function demandEncryption(login: Pick<Login, 'security' | 'allowPlaintext'>): void {
  if (login.security === 'none' && !login.allowPlaintext) throw new TroubleError('plaintext-refused')
}

export function describeCertificate(socket: TLSSocket): Failure['certificate'] {
  const { fingerprint256, subject, issuer, valid_to: validTo } = socket.getPeerCertificate()
  if (!fingerprint256) return null
  const name = (of: typeof subject) => String(of.CN ?? of.O ?? '')
  return { sha256: fingerprint256, subject: name(subject), issuer: name(issuer), validTo }
}

/** True when the certificate of the line is exactly the one accepted by hand. */
export function isPinned(socket: TLSSocket, pinned: string): boolean {
  const plain = (fingerprint: string) => fingerprint.replaceAll(':', '').toLowerCase()
  const { fingerprint256 } = socket.getPeerCertificate()
  return Boolean(fingerprint256) && plain(fingerprint256) === plain(pinned)
}
