import type { Patience } from '../imap/protocol.ts'
import type { Pull } from '../imap/pull.ts'
import type { Login } from '../types.ts'
import { pop3CommandsOf } from './commands.ts'
import { pullHead, pullLarge, pullLetters, type Suspects } from './pull.ts'
import { Pop3Session } from './session.ts'

/** A POP3 mailbox as the mail thread holds it, alike to an IMAP one. */
export function pop3Box(login: Login, patience: Patience, suspects: Suspects) {
  const session = new Pop3Session(login, patience)
  return {
    session,
    commands: pop3CommandsOf(session),
    pull: (kind: 'letters' | 'large' | 'head', pull: Pull) =>
      kind === 'letters'
        ? pullLetters(session, pull, suspects)
        : kind === 'large'
          ? pullLarge(session, pull, suspects)
          : pullHead(session, pull),
  }
}
