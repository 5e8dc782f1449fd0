// What a server's reply to AUTH says (RFC 4954): only some of its refusals speak of the password.
import { type ServerReply, saidIn, statusOf } from './server-reply.ts'

export type LoginRefusal = 'password' | 'no-method' | 'encryption' | 'blocked' | 'later'

const ENCRYPTION = /starttls|must (?:use|issue) (?:tls|ssl)|encryption (?:is )?required/
const METHOD =
  /(?:invalid|unsupported|unrecogni[sz]ed|unknown|no) (?:sasl |auth(?:entication)? )*(?:mechanism|method|type)|(?:mechanism|method|type) (?:is )?(?:too weak|not (?:supported|recogni[sz]ed|implemented|allowed))/
const LISTED = /blocked using|black ?list|block ?list|spam|спам/
const PASSWORD =
  /authenticat\S{0,20} (?:failed|failure|error|unsuccessful|rejected)|(?:invalid|incorrect|wrong|bad) (?:credentials|password|log-?in|user|authentication)|credentials|password|парол|логин/

/** What stands in the way of signing in, by the code's own meaning first and then by its words. */
export function loginRefusal({ code, words }: ServerReply): LoginRefusal {
  const status = statusOf(words)
  const said = saidIn(words)
  const isListed = LISTED.test(said)
  // 432 asks for a new password (4.7.12); 454 is a fault of theirs, and so is whatever else may pass.
  if (code < 500) return isListed ? 'blocked' : code === 432 && status === '4.7.12' ? 'password' : 'later'
  if (code === 538 || status === '5.7.11' || ENCRYPTION.test(said)) return 'encryption'
  // 534 is "too weak a mechanism" by the book; Gmail says with it that it wants another password.
  if (status === '5.7.4' || METHOD.test(said)) return 'no-method'
  if (code === 525 || (code >= 530 && code < 540) || /^5\.7\.(?:8|9|13|14|139)$/.test(status)) return 'password'
  if (isListed) return 'blocked'
  if (PASSWORD.test(said)) return 'password'
  // 500 to 504 are about the command; the others refuse us, whatever the password.
  return code < 510 ? 'no-method' : 'blocked'
}
