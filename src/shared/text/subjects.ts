/** Characters of a subject that are kept. */
export const MOST_SUBJECT = 2000

// Prefixes of mail programs, only before a colon: "На:" of Mail.ru, "HA:" and "AW:" of Outlook, "SV:" of the north.
const NUMBER = String.raw`\s*(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*[:：]\s*`
const ANY_PREFIX = new RegExp(`^\\s*(?:re|fw|fwd|ответ|отв|на|пер|ha|aw|sv)${NUMBER}`, 'iu')
const FORWARD_PREFIX = new RegExp(`^\\s*(?:fw|fwd|пер)${NUMBER}`, 'iu')
const REPLY_PREFIX = new RegExp(`^\\s*(?:re|ответ|отв|на|ha|aw|sv)${NUMBER}`, 'iu')

/**
 * What two subjects of one conversation have in common: without reply and forward prefixes, spaces collapsed, case and ё
 * folded. Numbers in square brackets stay. '' for an empty subject, which never joins anything.
 */
export function subjectKey(subject: string): string {
  return stripped(clean(subject), ANY_PREFIX).toLowerCase().replace(/ё/g, 'е')
}

/** Whether a mail program marked the subject as an answer or a forward ("Re:", "Ответ:", "Fwd:" ...). */
export function hasReplyPrefix(subject: string): boolean {
  return ANY_PREFIX.test(clean(subject))
}

/** The subject of our answer: one "Re:" whatever stood before; a forward's prefix stays. */
export function replySubject(subject: string): string {
  return `Re: ${stripped(clean(subject), REPLY_PREFIX)}`.trimEnd().slice(0, 998)
}

/** The subject of a letter sent on: one "Fwd:" whatever forwards stood before. */
export function forwardSubject(subject: string): string {
  return `Fwd: ${stripped(clean(subject), FORWARD_PREFIX)}`.trimEnd().slice(0, 998)
}

/** The subject of a conversation: what is left without the prefixes of answers and forwards; the whole when nothing is left. */
export function bareSubject(subject: string): string {
  const whole = clean(subject)
  return stripped(whole, ANY_PREFIX) || whole
}

function clean(subject: string): string {
  return subject
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

function stripped(subject: string, prefix: RegExp): string {
  let rest = subject
  for (let match = prefix.exec(rest); match; match = prefix.exec(rest)) rest = rest.slice(match[0].length)
  return rest.trim()
}
