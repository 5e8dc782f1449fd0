import { expect, test } from 'vitest'
import { loginRefusal } from './login-refusal.ts'

test.each([
  ['535 5.7.8 Error: authentication failed', 'password'],
  ['535 Incorrect authentication data', 'password'],
  ['535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security', 'password'],
  ['535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled', 'password'],
  ['534-5.7.9 Application-specific password required.\n534 5.7.9 https://support.google.com/mail', 'password'],
  ['534-5.7.14 Please log in via your web browser and then try again.', 'password'],
  ['525 5.7.13 User account disabled', 'password'],
  ['550 5.7.1 Authentication failed', 'password'],
  ['501 5.7.0 Invalid login or password', 'password'],
  ['432 4.7.12 A password transition is needed', 'password'],
  ['554 5.7.1 Service unavailable; client [1.2.3.4] blocked using zen.spamhaus.org', 'blocked'],
  ['554 5.7.1 Authentication rejected: your address is on a black list', 'blocked'],
  ['550 5.7.1 Access denied', 'blocked'],
  ['571 Blocked', 'blocked'],
  ['503 5.5.1 Bad sequence of commands', 'no-method'],
  ['503 AUTH command used when not advertised', 'no-method'],
  ['504 5.7.4 Unrecognized authentication type', 'no-method'],
  ['504 5.5.4 Command parameter not implemented', 'no-method'],
  ['502 5.5.1 Unrecognized command', 'no-method'],
  ['534 5.7.9 Authentication mechanism is too weak', 'no-method'],
  ['535 5.7.8 Error: authentication failed: Invalid authentication mechanism', 'no-method'],
  ['538 5.7.11 Encryption required for requested authentication mechanism', 'encryption'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'encryption'],
  ['454 4.7.0 Temporary authentication failure', 'later'],
  ['421 4.7.0 Too many errors, closing', 'later'],
  ['421 client [1.2.3.4] blocked using zen.spamhaus.org', 'blocked'],
])('a server that answers the sign-in with "%s": %s', (words, is) => {
  expect(loginRefusal({ code: Number.parseInt(words, 10), words })).toBe(is)
})
