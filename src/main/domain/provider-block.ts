// A provider that calls the mailbox itself a spammer: it stops taking letters, whatever they say.
import type { ProviderName } from '../../shared/model/mailbox.ts'
import { type ServerReply, saidIn, statusOf } from '../../shared/text/server-reply.ts'

export const BLOCK_MS = 24 * 60 * 60_000

/** Replies of providers as they were met, the enhanced status first; 'any' speaks plainly enough for every server. */
const REPLIES: Partial<Record<ProviderName | 'any', readonly RegExp[]>> = {
  any: [
    /spam limit (?:is )?exceeded/,
    /спам-?лимит/,
    /suspicion of spam/,
    /suspected (?:of )?spam(?:ming)?/,
    /подозрени\S{1,20} (?:на|в) спам/,
  ],
  yandex: [
    /^5\.7\.1 .*(?:spam|спам)/,
    /\/1irbc\b/,
    /sending limit|too many (?:letters|messages|recipients) (?:sent|per day)/,
  ],
  mailru: [
    /spam message rejected/,
    /notspam-support/,
    /ratelimit exceeded|rate limit/,
    /user is blocked|account (?:is )?(?:blocked|frozen)/,
  ],
  gmail: [/^5\.4\.5 /, /daily (?:user )?sending (?:limit|quota)/, /^[45]\.7\.28 |unusual rate/],
  outlook: [
    /^(?:5\.1\.8|5\.7\.50[1-8]) |outbound spam|outboundspamexception/,
    /message submission limit|sending limit/,
  ],
  rambler: [/^5\.7\.1 .*(?:spam|спам)/, /sending limit|limit of (?:letters|messages)/],
  icloud: [/^5\.7\.0 .*(?:limit|spam)/, /sending limit/],
}

/** True when the reply speaks of the mailbox, not of one letter: more tries make it worse. */
export function isProviderBlock(provider: ProviderName, { code, words }: ServerReply): boolean {
  if (code < 400) return false
  const said = `${statusOf(words)} ${saidIn(words)}`
  return [...(REPLIES.any ?? []), ...(REPLIES[provider] ?? [])].some((pattern) => pattern.test(said))
}
