import type { Login } from '../../src/main/mail/types.ts'
import { OFFICE } from '../corpus/people.ts'

export const PASSWORD = 'a pass phrase'
/** The offline mailbox into which the mbox goes. */
export const ARCHIVE = 'archive@our.example'

export function login(port: number): Login {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    login: OFFICE.email,
    password: PASSWORD,
    pinnedCertificate: null,
    allowPlaintext: true,
    allowedHosts: ['127.0.0.1'],
  }
}
