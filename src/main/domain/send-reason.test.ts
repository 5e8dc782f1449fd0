import { expect, test } from 'vitest'
import type { SendReason } from '../../shared/model/conversation.ts'
import { bounceReason } from './bounce.ts'
import { reasonOf } from './send-reason.ts'

/** Replies as these servers give them, the last in several lines. */
const REPLIES: Record<string, readonly (readonly [words: string, reason: SendReason])[]> = {
  Gmail: [
    [
      '550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking',
      'unknown-recipient',
    ],
    ['550 5.2.1 The email account that you tried to reach is disabled.', 'unknown-recipient'],
    [
      "452-4.2.2 The recipient's inbox is out of storage space.\n452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp",
      'mailbox-full',
    ],
    ['552 5.2.2 The email account that you tried to reach is over quota', 'mailbox-full'],
    ["552-5.3.4 Your message exceeded Google's message size limits.", 'too-big'],
    [
      '552-5.7.0 This message was blocked because its content presents a potential\n552 5.7.0 security issue.',
      'refused',
    ],
    ['550 5.4.5 Daily user sending limit exceeded.', 'limit'],
    [
      "550-5.7.26 Unauthenticated email from logopark.example is not accepted due to\n550-5.7.26 domain's DMARC policy. https://support.google.com/mail/answer/2451690",
      'sender-unproven',
    ],
    [
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550-5.7.26 SPF [logopark.example] with ip: [195.7.8.20] = did not pass',
      'sender-unproven',
    ],
    ['421-4.7.26 This email has been rate limited because it is unauthenticated.', 'sender-unproven'],
    [
      '550-5.7.1 [195.7.8.20      12] Our system has detected that this message is\n550-5.7.1 likely unsolicited mail.',
      'spam-suspected',
    ],
    ['421 4.3.0 Temporary System Problem. Try again later', 'temporary'],
  ],
  Outlook: [
    [
      "550 5.7.515 Access denied, sending domain LOGOPARK.EXAMPLE doesn't meet the required authentication level.",
      'sender-unproven',
    ],
    [
      '550 5.7.509 Access denied, sending domain logopark.example does not pass DMARC verification and has a DMARC policy of reject.',
      'sender-unproven',
    ],
    ['550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.', 'refused'],
    ['550 5.7.606 Access denied, banned sending IP [195.7.8.20].', 'refused'],
    ['550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT017.eop-EUR02.prod]', 'unknown-recipient'],
    ['550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).', 'unknown-recipient'],
    ['451 4.7.500 Server busy. Please try again later from [195.7.8.20].', 'temporary'],
    ['552 5.3.4 Requested mail action aborted: exceeded storage allocation', 'too-big'],
  ],
  Exchange: [
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'unknown-recipient'],
    [
      '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
      'mailbox-full',
    ],
    ['550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient', 'too-big'],
    ['554 5.2.252 SendAsDenied; pavel@office.example not allowed to send as info@office.example', 'sender-refused'],
    ['550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'sender-refused'],
    ['550 5.7.1 RESOLVER.RST.AuthRequired; authentication required', 'refused'],
    ['550 5.7.64 TenantAttribution; Relay Access Denied', 'refused'],
    ['530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM', 'auth'],
    ['432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded', 'limit'],
  ],
  Yandex: [
    ['554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc 1700000000-Abc', 'spam-suspected'],
    ['550 5.7.1 No such user!', 'unknown-recipient'],
    ['550 5.7.1 Email rejected per DMARC policy for logopark.example', 'sender-unproven'],
    ['552 5.2.2 Mailbox size limit exceeded', 'mailbox-full'],
    ['552 5.3.4 Message file too big', 'too-big'],
    ['553 5.7.1 Sender address rejected: not owned by auth user.', 'sender-refused'],
    ['550 5.7.1 Policy rejection on the target address', 'refused'],
    ['451 4.7.1 Sorry, the service is currently unavailable. Please come back later.', 'greylisted'],
    ['451 4.7.1 The recipient has exceeded message rate limit. Try again later.', 'limit'],
    ['452 4.5.3 Recipient limit exceeded', 'limit'],
  ],
  'Mail.ru': [
    [
      '550 Message was not accepted -- invalid mailbox. Local mailbox anna@mail.example is unavailable: user not found',
      'unknown-recipient',
    ],
    [
      '550 Message was not accepted -- invalid mailbox. Local mailbox anna@mail.example is unavailable: account is full',
      'mailbox-full',
    ],
    ['550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x', 'spam-suspected'],
    [
      '550 5.7.1 This message was not accepted due to domain owner DMARC policy (RFC 7489) https://help.mail.ru/developers/policy/dmarc',
      'sender-unproven',
    ],
    ['451 Ratelimit exceeded for mailbox pavel@mail.example. Try again later.', 'limit'],
    ['550 5.7.1 Подозрение на спам', 'spam-suspected'],
  ],
  Postfix: [
    [
      '550 5.1.1 <anna@client.example>: Recipient address rejected: User unknown in local recipient table',
      'unknown-recipient',
    ],
    [
      '550 5.7.23 <anna@client.example>: Recipient address rejected: Message rejected due to: SPF fail - not authorized.',
      'sender-unproven',
    ],
    ['554 5.7.1 <anna@client.example>: Recipient address rejected: Access denied', 'refused'],
    ['554 5.7.1 <anna@client.example>: Relay access denied', 'refused'],
    ['554 5.7.1 <unknown[195.7.8.20]>: Client host rejected: Access denied', 'refused'],
    ['450 4.7.25 Client host rejected: cannot find your hostname, [195.7.8.20]', 'temporary'],
    [
      '450 4.2.0 <anna@client.example>: Recipient address rejected: Greylisted, see http://postgrey.example',
      'greylisted',
    ],
    ['450 4.1.8 <pavel@office.example>: Sender address rejected: Domain not found', 'sender-refused'],
    ['552 5.3.4 Message size exceeds fixed limit', 'too-big'],
    ['452 4.3.1 Insufficient system storage', 'temporary'],
    ['554 5.7.1 Service unavailable; Client host [195.7.8.20] blocked using zen.spamhaus.org', 'spam-suspected'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'tls'],
    ['550 5.7.99 Policy: not today', 'refused'],
  ],
  Exim: [
    ['550 Unrouteable address', 'unknown-recipient'],
    ['550 relay not permitted', 'refused'],
    ['550 authentication required', 'refused'],
    ['552 message size exceeds maximum permitted', 'too-big'],
    [
      '550-Verification failed for <pavel@office.example>\n550-No Such User Here\n550 Sender verify failed',
      'sender-refused',
    ],
    ['450 Requested mail action not taken: mailbox unavailable', 'temporary'],
    ['451 Temporary local problem - please try later', 'temporary'],
    ['550 Administrative prohibition', 'refused'],
  ],
  sendmail: [
    ['550 5.1.1 <anna@client.example>... User unknown', 'unknown-recipient'],
    [
      '553 5.1.8 <pavel@office.example>... Domain of sender address pavel@office.example does not exist',
      'sender-refused',
    ],
    ['550 5.7.1 <anna@client.example>... Relaying denied. Proper authentication required.', 'refused'],
    ['552 5.2.3 Message size exceeds fixed maximum message size (20000000)', 'too-big'],
    ['530 5.7.0 Authentication required', 'auth'],
    ['452 4.4.5 Insufficient disk space; try again later', 'temporary'],
  ],
  'numbers of an address': [
    ['550 Client host [195.7.8.20] rejected', 'refused'],
    ['550 Relaying denied for host 185.2.2.14', 'refused'],
    ['550 connection from 45.1.1.10 is not allowed', 'refused'],
    ['550 mail from 15.3.4.7 refused', 'refused'],
    ['550 5.1.1.10 is not welcome', 'refused'],
    ['550 <spam-limit-exceeded@client.example> will not have it', 'refused'],
    ['550 DKIM authentication failure', 'sender-unproven'],
    ['554 5.7.1 Relay access denied by dkim.example', 'refused'],
    ['550 mx1.spf.example.com does not relay', 'refused'],
    ['550 5.7.1 rejected by spam-filter.office.local, see https://dmarc.example.org/why', 'refused'],
    ['550 отклонено сервером dkim.пример.рф', 'refused'],
    ['550 5.7.1 DKIM-Signature of mail.example.com is broken.', 'sender-unproven'],
    ['550 5.7.1. SPF=fail; dmarc=reject header.from=logopark.example', 'sender-unproven'],
    ['550 not accepted for reasons of dmarc.', 'sender-unproven'],
    ['550 RESOLVER.ADR.RecipientNotFound; not here', 'unknown-recipient'],
    ['554 5.7.9 Message not accepted for policy reasons', 'refused'],
  ],
}

const rows = Object.entries(REPLIES).flatMap(([server, replies]) => replies.map((reply) => [server, ...reply] as const))

test.each(rows)('%s: "%s" is read as %s', (_server, words, reason) => {
  expect(reasonOf({ code: Number.parseInt(words, 10), words })).toBe(reason)
})

test('a refusal while signing in is about the password only where it says so', () => {
  expect(reasonOf({ code: 535, words: '535 5.7.8 Error: authentication failed' }, true)).toBe('auth')
  expect(reasonOf({ code: 554, words: '554 5.7.1 Client blocked using zen.spamhaus.org' }, true)).toBe('provider-block')
  expect(reasonOf({ code: 504, words: '504 5.7.4 Unrecognized authentication type' }, true)).toBe('no-auth')
  expect(reasonOf({ code: 454, words: '454 4.7.0 Temporary authentication failure' }, true)).toBe('temporary')
})

test('a delivery report is read by its own status, or by that of the server that it quotes', () => {
  const quoted = '550-5.7.26 Unauthenticated email from office.example is not accepted'
  expect(bounceReason('5.7.26', quoted)).toBe('sender-unproven')
  expect(bounceReason('5.0.0', quoted)).toBe('sender-unproven')
  expect(bounceReason('5.0.0', '550 connection from 45.1.1.10 is not allowed')).toBe('refused')
  expect(bounceReason('5.7.1', 'Client host [195.7.8.20] rejected: authentication required')).toBe('refused')
  expect(bounceReason('', '<anna@client.example>: 550 nobody, said 195.2.2.2')).toBe('refused')
})
