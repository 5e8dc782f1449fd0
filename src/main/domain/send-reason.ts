import type { SendReason } from '../../shared/model/conversation.ts'

/** A server's reply: code and words verbatim, the code included. */
export interface ServerReply {
  code: number
  words: string
}

// Words of the providers met here, Russian ones too; the first row that fits decides, so the narrow ones stand first.
const BY_WORDS: readonly (readonly [SendReason, RegExp])[] = [
  ['greylisted', /gr[ae]y-?\s?list|postgrey|серы[йм] спис|4\.7\.1 .*(?:try again|later|retry)|^451 4\.7\.1\b/],
  [
    'limit',
    /5\.4\.5|4\.5\.3|5\.5\.3|rate ?limit|too many (?:letters|messages|mails?|recipients|connections)|(?:sending|daily|hourly|message|recipient|user) (?:quota|limit)|limit (?:is )?(?:exceeded|reached)|limit on the number|спам-лимит|превыш\S* (?:\S+ )?(?:лимит|ограничен|квот)|лимит \S+ (?:превыш|исчерп)/,
  ],
  [
    'mailbox-full',
    /[45]\.2\.2|over ?quota|mailbox (?:is )?full|quota (?:is )?exceeded|insufficient (?:mailbox )?space|ящик\S* (?:\S+ )?(?:переполн|заполн)/,
  ],
  [
    'spam-suspected',
    /spam|unsolicited|bulk mail|suspicio|black ?list|block ?list|listed (?:at|in|by)|poor reputation|спам|подозрени|чёрн\S+ спис|черн\S+ спис/,
  ],
  [
    'too-big',
    /5\.3\.4|5\.2\.3|(?:message|letter|mail|size).{0,20}(?:too (?:big|large|long)|exceeds)|exceeds.{0,30}size|превышен\S* (?:\S+ )?размер|слишком (?:больш|велик)/,
  ],
  [
    'sender-refused',
    /5\.1\.[78]|sender (?:address )?(?:rejected|refused|denied|not allowed|unknown)|not owned by|sender .*(?:not match|mismatch)|send ?as denied|отправител\S+ (?:отклон|не принадлеж|запрещ)/,
  ],
  [
    'unknown-recipient',
    /[45]\.1\.(?:1|2|3|6|10)\b|(?:no such|unknown|invalid|non-?existent) (?:user|mailbox|recipient|address|account)|(?:user|mailbox|recipient|account|address)\b.{0,60}(?:unknown|not found|does(?: not|n't) exist|unavailable|not available|is disabled|inactive)|recipient address rejected|нет такого|не существует|адресат не найден|получател\S+ не найден/,
  ],
  ['tls', /starttls|must (?:use|issue) (?:tls|ssl)|encryption (?:is )?required/],
  [
    'auth',
    /5\.7\.8|5\.7\.9|4\.7\.8|authenticat|(?:username|login|password).{0,30}(?:invalid|incorrect|not accepted|wrong)|invalid (?:user(?:name)?|login|password)|пароль/,
  ],
]

const BY_CODE: Record<number, SendReason> = {
  421: 'temporary',
  450: 'temporary',
  451: 'temporary',
  452: 'temporary',
  530: 'auth',
  534: 'auth',
  535: 'auth',
  538: 'tls',
  552: 'too-big',
}

/** Why the server refused or put off, in our words. `isLogin`: the reply came while signing in. */
export function reasonOf({ code, words }: ServerReply, isLogin = false): SendReason {
  if (isLogin) return code >= 500 ? 'auth' : 'temporary'
  const said = words.toLowerCase().replace(/\s+/g, ' ')
  const found = BY_WORDS.find(([reason, pattern]) => pattern.test(said) && (reason !== 'greylisted' || code < 500))?.[0]
  return found ?? BY_CODE[code] ?? (code < 500 ? 'temporary' : 'refused')
}
