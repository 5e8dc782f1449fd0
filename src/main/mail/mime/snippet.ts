// The line above a quote ("On Monday Anna wrote:", "12 мая Анна пишет:") and the rulers of Outlook and Mail.ru.
const ATTRIBUTION = /(wrote|writes|(на)?писал(а|\(а\))?|пишете?)\s*:\s*$/i
// Gmail in Russian has no verb: "ср, 21 окт. 2026 г. в 09:25, Анна <anna@our.example>:", often over two lines.
const DATED = /^(on|le|am|в|вс|пн|вт|ср|чт|пт|сб)(?=[\s,.]).*\d{4}.*\d{1,2}:\d{2}/i
const ADDRESSED = /(\d{1,2}:\d{2}.*|^)<[^<>\s]+@[^<>\s]+>\s*:\s*$/
const RULER =
  /^\s*(-{2,}\s*(original message|forwarded message|исходное сообщение|пересылаемое сообщение|пересланное сообщение|original-nachricht|ursprüngliche nachricht)|_{20,}\s*$|(from|от|от кого)\s*:\s.*@)/i

/** Of a longer line these patterns would look at every piece again and again. */
const LONGEST_HEAD = 300
// Broken over two lines, its first half names the day and ends without a stop.
const isHead = (line: string): boolean => ADDRESSED.test(line) || (DATED.test(line) && !/[.!?]$/.test(line))

/** The first words of what is new in a letter: no quoted lines, nothing after the head of a quote. */
export function makeSnippet(text: string, length = 200): string {
  const fresh = take(text, length, true)
  return fresh === '' ? take(text.replace(/^[>\s]+/gm, ''), length, false) : fresh
}

function take(text: string, length: number, isStrict: boolean): string {
  let out = ''
  for (const line of text.slice(0, 20_000).split('\n')) {
    if (isStrict) {
      if (/^\s*>/.test(line)) continue
      if (/^--\s*$/.test(line) || RULER.test(line)) break
      if (ATTRIBUTION.test(line)) continue
      if (line.length <= LONGEST_HEAD && isHead(line.trim())) continue
    }
    const words = line
      .replace(/[*_=~-]{4,}/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    if (words === '') continue
    out = out === '' ? words : `${out} ${words}`
    if (out.length >= length) break
  }
  return cutAtWord(out, length)
}

/** A text without spaces is cut where it must be, but never through the middle of a surrogate pair. */
function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')
  const word = /\s/.test(text[cut.length] ?? '') ? cut : cut.replace(/\s\S{0,30}$/, '')
  return `${word.trimEnd()}…`
}
