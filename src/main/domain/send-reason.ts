import type { SendReason } from '../../shared/model/conversation.ts'
import { type LoginRefusal, loginRefusal } from '../../shared/text/login-refusal.ts'
import { type ServerReply, saidIn, statusOf } from '../../shared/text/server-reply.ts'

// Narrow enhanced statuses (RFC 3463, and the numbers that Gmail and Microsoft gave to their checks of the sender). Those that
// every server fills differently (5.7.1, 5.5.0) say nothing by themselves.
const BY_STATUS: readonly (readonly [SendReason, RegExp])[] = [
  ['limit', /^(?:5\.4\.5|[45]\.5\.3)$/],
  ['mailbox-full', /^[45]\.2\.2$/],
  ['too-big', /^5\.(?:3\.4|2\.3)$/],
  ['sender-refused', /^(?:[45]\.1\.[78]|5\.7\.60)$/],
  ['sender-unproven', /^[45]\.7\.(?:20|21|22|24|26|509|515)$/],
  ['unknown-recipient', /^[45]\.1\.(?:1|2|3|6|10)$/],
]

// Words of the providers met here, Russian ones too; the first row that fits decides, so the narrow ones stand first.
const BY_WORDS: readonly (readonly [SendReason, RegExp])[] = [
  [
    'limit',
    /rate ?limit|too many (?:letters|messages|mails?|recipients|connections)|(?:sending|daily|hourly|message|recipient|relay|thread|user) (?:quota|limit)|limit (?:is )?(?:exceeded|reached)|limit on the number|спам-лимит|превыш\S{0,20} (?:\S{1,40} )?(?:лимит|ограничен|квот)|лимит \S{1,40} (?:превыш|исчерп)/,
  ],
  [
    'mailbox-full',
    /over ?quota|(?:mailbox|account) (?:is )?full|quota (?:is )?exceeded|mailbox size limit|insufficient (?:mailbox )?space|ящик\S{0,20} (?:\S{1,40} )?(?:переполн|заполн)/,
  ],
  ['sender-unproven', /\b(?:spf|dkim|dmarc)\b|unauthenticated (?:e-?mail|sender)|sender is unauthenticated/],
  [
    'spam-suspected',
    /spam|unsolicited|bulk mail|suspicio|black ?list|block ?list|blocked using|listed (?:at|in|by|on)|poor reputation|спам|подозрени|ч[её]рн\S{1,20} спис/,
  ],
  [
    'too-big',
    /(?:message|letter|mail|size).{0,20}(?:too (?:big|large|long)|exceeds)|exceeds.{0,30}size|size larger than|превышен\S{0,20} (?:\S{1,40} )?размер|слишком (?:больш|велик)/,
  ],
  [
    'sender-refused',
    /sender (?:address )?(?:rejected|refused|denied|not allowed|unknown)|sender verify fail|not owned by|sender .{0,300}(?:not match|mismatch)|permissions? to send as|send ?as ?denied|отправител\S{1,20} (?:отклон|не принадлеж|запрещ)/,
  ],
  [
    'unknown-recipient',
    /(?:no such|unknown|invalid|non-?existent) (?:user|mailbox|recipient|address|account)|(?:user|mailbox|recipient|account|address)\b.{0,60}(?:unknown|not found|does(?: not|n't) exist|is disabled|inactive)|recipientnotfound|unrouteable address|нет такого|не существует|адресат не найден|получател\S{1,20} не найден/,
  ],
  ['tls', /starttls|must (?:use|issue) (?:tls|ssl)|encryption (?:is )?required/],
]

const GREYLISTED = /gr[ae]y-?\s?list|postgrey|серы[йм] спис/
// RFC 5321 gives "mailbox unavailable" to 450 as well, where it says nothing about whether the address exists; 5.7.x is a policy.
const MAYBE_UNKNOWN =
  /recipient address rejected|(?:user|mailbox|recipient|account)\b.{0,60}(?:unavailable|not available)/

// 530 to 535 ask for a sign-in whenever they come (RFC 4954); the word "authentication" elsewhere speaks of the sender's domain.
const BY_CODE: Record<number, SendReason> = {
  530: 'auth',
  534: 'auth',
  535: 'auth',
  538: 'tls',
}

const BY_LOGIN: Record<LoginRefusal, SendReason> = {
  password: 'auth',
  'no-method': 'no-auth',
  encryption: 'tls',
  blocked: 'provider-block',
  later: 'temporary',
}

/**
 * Why the server refused or put off, in our words. `isLogin`: the reply came while signing in. `reported`: the enhanced status
 * that a delivery report names beside the words.
 */
export function reasonOf(reply: ServerReply, isLogin = false, reported = ''): SendReason {
  if (isLogin) return BY_LOGIN[loginRefusal(reply)]
  const { code, words } = reply
  const status = reported === '' || reported.endsWith('.0.0') ? statusOf(words) || reported : reported
  const said = saidIn(words)
  const isLater = code < 500
  if (isLater && GREYLISTED.test(said)) return 'greylisted'
  const found =
    BY_STATUS.find(([, pattern]) => pattern.test(status))?.[0] ??
    BY_WORDS.find(([, pattern]) => pattern.test(said))?.[0]
  if (found) return found
  if (isLater) return status === '4.7.1' ? 'greylisted' : 'temporary'
  const byCode = BY_CODE[code]
  if (byCode) return byCode
  // A policy of theirs, whatever its words: who reads them knows more than we.
  if (status.startsWith('5.7.')) return 'refused'
  if (MAYBE_UNKNOWN.test(said)) return 'unknown-recipient'
  return code === 552 ? 'too-big' : 'refused'
}
