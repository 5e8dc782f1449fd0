import type { Trouble } from '../../../shared/model/mailbox.ts'
import { type LoginRefusal, loginRefusal } from '../../../shared/text/login-refusal.ts'
import { signInTrouble } from '../imap/failure.ts'
import type { Reply } from './replies.ts'

const TROUBLES: Record<Exclude<LoginRefusal, 'password'>, Trouble> = {
  'no-method': 'no-auth',
  encryption: 'plaintext-refused',
  blocked: 'blocked',
  later: 'server-busy',
}

/** What is wrong with a mailbox whose sending server answered so to the sign-in. */
export function smtpSignInTrouble(reply: Reply): Trouble {
  const refusal = loginRefusal(reply)
  if (refusal !== 'password') return TROUBLES[refusal]
  const trouble = signInTrouble(reply.words)
  // It has said that the password does not fit; "too many tries" beside it changes nothing.
  return trouble === 'server-busy' ? 'wrong-password' : trouble
}
