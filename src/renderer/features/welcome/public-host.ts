const PRIVATE_V4 = /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/
// Browsers give IPv6 hosts in brackets: loopback, unique local (fc00::/7) and link local (fe80::/10).
const PRIVATE_V6 = /^\[(::1|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i

/** Whether this page came over the internet rather than from this computer or the office network. */
export function looksPublic(hostname: string): boolean {
  if (PRIVATE_V4.test(hostname) || PRIVATE_V6.test(hostname)) return false
  if (!hostname.includes('.') && !hostname.startsWith('[')) return false
  return !/\.(local|lan|home|internal|localhost)$/i.test(hostname)
}
