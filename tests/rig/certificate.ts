import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate for `localhost` that nobody has signed but itself; with `days` below zero it is over already. */
export function selfSigned(days = 2): { key: string; cert: string; sha256: string } {
  const folder = mkdtempSync(join(tmpdir(), 'golub-cert-'))
  const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] })
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', ...curve, '-keyout', key, '-out', request, '-subj', '/CN=localhost')
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', String(days), '-out', cert)
  const said = openssl('x509', '-in', cert, '-noout', '-fingerprint', '-sha256').toString()
  const made = {
    key: readFileSync(key, 'utf8'),
    cert: readFileSync(cert, 'utf8'),
    sha256: said.split('=')[1]?.trim() ?? '',
  }
  rmSync(folder, { recursive: true })
  return made
}
