// Lines with which mail programs introduce what they quote, and those that introduce a forwarded letter.

const WHEN = String.raw`\d{1,2}[:.]\d{2}|\d{4}`

/** "On Mon, 1 Nov 2026 at 10:00, Anna wrote:", "12.10.2026, 10:11, "Анна" <a@b.ru>:", "... пишет:", "... от Анна <a@b.ru>:". */
const ATTRIBUTION = new RegExp(
  [
    String.raw`^(?:on|am|le|el)\s.{0,200}(?:${WHEN}).{0,200}(?:wrote|schrieb|a écrit|escribió)\s?:\s*$`,
    String.raw`^.{0,200}(?:${WHEN}).{0,200}(?:wrote|writes|пишет|писал\(?а?\)?|написал\(?а?\)?|написала)\s?:\s*$`,
    String.raw`^.{0,200}(?:${WHEN}).{0,200}<[^<>\s]+@[^<>\s]+>\s?:?\s*$`,
    String.raw`^.{1,120}(?:wrote|пишет|писал\(?а?\)?|написал\(?а?\)?|написала)\s?:\s*$`,
  ].join('|'),
  'iu',
)
const ORIGINAL =
  /^\s*[-_—]{2,}\s*(?:original message|original-nachricht|исходное сообщение|исходное письмо|оригинальное сообщение|первоначальное сообщение)\s*[-_—]{2,}\s*$/iu
const FORWARDED =
  /(?:forwarded message|begin forwarded message|пересылаемое сообщение|пересылаемое письмо|переадресованное сообщение|начало переадресованного|перенаправленное сообщение|завершение пересылаемого|пересланное сообщение)/iu
const FROM_LINE = /^\s*\*?(?:from|от|от кого|von)\*?\s*:\*?\s*\S/iu
const HEADER_LINE = /^\s*\*?(?:sent|date|to|cc|subject|отправлено|дата|кому|копия|тема|gesendet|an|betreff)\*?\s*:/iu

export function isAttribution(line: string): boolean {
  return line.length < 500 && ATTRIBUTION.test(line.trim())
}

export function isOriginalMark(line: string): boolean {
  return ORIGINAL.test(line)
}

/** What a person forwards is the point of the letter and is never folded away. */
export function isForwardMark(text: string): boolean {
  return FORWARDED.test(text)
}

/** "From: ... Sent: ... To: ..." as Outlook writes above an answer; `lines` begins with the line in question. */
export function isHeaderBlock(lines: readonly string[]): boolean {
  return FROM_LINE.test(lines[0] ?? '') && lines.slice(1, 6).filter((line) => HEADER_LINE.test(line)).length >= 2
}
