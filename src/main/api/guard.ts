import type { IncomingMessage } from 'node:http'
import { Problem } from './problems.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses what did not come from our own page or a program on purpose. An unknown Host is a rebound name (DNS
 * rebinding); a foreign Origin or Sec-Fetch-Site is another site's page using our visitor's cookies.
 */
export function checkSource(request: IncomingMessage, names: readonly string[], isNavigation: boolean): void {
  const host = hostName(request.headers.host)
  if (host === null || !(LOOPBACK.includes(host) || names.includes(host))) throw new Problem('no-right')
  const { origin } = request.headers
  if (origin !== undefined && !isSameOrigin(origin, request.headers.host ?? '')) throw new Problem('no-right')
  const site = request.headers['sec-fetch-site']
  if (!isNavigation && site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('no-right')
}

/** The name in a Host header, lower-cased, without the port; null when it is malformed. */
export function hostName(host: string | undefined): string | null {
  const parts = /^(\[[\da-f:.]+\]|[^:/?#@[\]\s]+)(:\d{1,5})?$/i.exec(host ?? '')
  return parts?.[1]?.toLowerCase() ?? null
}

export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase()
  return LOOPBACK.includes(name) || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

/** Asked under a loopback name, over loopback, and not handed on by a proxy that others may reach. */
export function isFromThisComputer(request: IncomingMessage): boolean {
  const isHandedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in request.headers)
  const from = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  return !isHandedOn && isLoopbackName(hostName(request.headers.host) ?? '') && isLoopbackName(from)
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}
