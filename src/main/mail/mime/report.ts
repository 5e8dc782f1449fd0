// Delivery reports: multipart/report (RFC 3464, 6533) and the free text of servers that send no such thing.
import type { ReportAction } from '../../../shared/model/delivery-report.ts'
import type { ParsedReport } from '../types.ts'
import { allRaw, firstRaw, type HeaderLine, headerLines, unfold } from './header-block.ts'
import { messageId, referenceIds } from './ids.ts'

/** A leaf of the letter as the report reader sees it. */
export interface ReportPart {
  type: string
  text: string
}

const ACTIONS: readonly ReportAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']
// Not a piece of an IP address.
const STATUS = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)/
// Longer than any address: what is cut here bounds how often a pattern starts anew.
const RUN = /(?<![^\s<>"'(),;:=[\]])[^\s<>"'(),;:=[\]]{3,320}(?![^\s<>"'(),;:=[\]])/g
const ADDRESS = /^.+@.+\..*[\p{L}\d]/u
const MOST_WORDS = 500
const MOST_RECIPIENTS = 100

/** What the letter reports of letters that we sent; null when it is no report. Whether it is believed is not decided here. */
export function reportOf(letter: {
  lines: readonly HeaderLine[]
  parts: readonly ReportPart[]
  from: string
  subject: string
  text: string
}): ParsedReport | null {
  const status = letter.parts.find((part) => /^message\/(global-)?delivery-status$/.test(part.type))
  const recipients = status
    ? structured(status.text)
    : isFromDaemon(letter.lines, letter.from)
      ? freeText(letter.subject, letter.text)
      : []
  if (recipients.length === 0) return null
  const ids = new Set([
    ...letter.parts.flatMap((part) => idsIn(part)),
    ...idsIn({ type: 'text/plain', text: letter.text }),
    ...(status ? referenceIds([...allRaw(letter.lines, 'in-reply-to'), ...allRaw(letter.lines, 'references')]) : []),
  ])
  return { originalIds: [...ids].slice(0, 10), recipients: recipients.slice(0, MOST_RECIPIENTS) }
}

// Blocks of fields apart by blank lines: the first speaks of the report, each further one of a recipient.
function structured(text: string): ParsedReport['recipients'] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .flatMap((block) => {
      const lines = headerLines(block)
      const field = (name: string) => unfold(firstRaw(lines, name) ?? '')
      const emails = [field('original-recipient'), field('final-recipient')].flatMap(addressOf)
      const action = ACTIONS.find((one) => one === field('action').toLowerCase())
      if (emails.length === 0 || !action) return []
      const words = field('diagnostic-code').replace(/^[\w-]+\s*;\s*/, '')
      const status = STATUS.exec(field('status'))?.[0] ?? STATUS.exec(words)?.[0] ?? ''
      return [{ emails: [...new Set(emails)], action, status, words: words.slice(0, MOST_WORDS) }]
    })
}

const addressesIn = (text: string): string[] =>
  (text.match(RUN) ?? []).flatMap((run) => ADDRESS.exec(run)?.[0].toLowerCase() ?? [])

// `rfc822; anna@client.example`
function addressOf(value: string): string[] {
  const bare = value.replace(/^[\w-]+\s*;/, '').trim()
  return addressesIn(bare)
}

function isFromDaemon(lines: readonly HeaderLine[], from: string): boolean {
  const returnPath = firstRaw(lines, 'return-path')
  return (
    /^(mailer-daemon|postmaster|mail-?daemon|microsoftexchange\w*|noreply-?mailer|mdaemon)@/i.test(from) ||
    (returnPath !== null && /^(<\s*>)?$/.test(unfold(returnPath)))
  )
}

const FAILED =
  /undeliver|not (?:be )?delivered|delivery (?:has )?(?:status notification \()?fail|returned (?:mail|to sender)|could ?n[o']t be delivered|permanent(?:ly)? (?:error|fail)|user unknown|no such (?:user|mailbox)|mailbox (?:is )?(?:full|unavailable)|недоставлен|не ?(?:может быть |было |был[оа]? )?(?:доставлен|отправлен)|не удалось доставить|не удаётся доставить|не удается доставить|сбой доставки|не доставлено|нет такого (?:пользователя|ящика)|ящик переполнен/i
const DELAYED =
  /delivery (?:is |has been )?delayed|\(delay\)|still (?:being retried|trying)|will (?:be )?(?:keep )?(?:retr|try)|warning: message|доставка (?:письма )?(?:за|от)держ|задержка доставки|попыт\S+ (?:доставки )?(?:будут )?(?:продолж|повтор)|пока не (?:удалось|доставлено)/i

function freeText(subject: string, text: string): ParsedReport['recipients'] {
  const said = `${subject}\n${text.slice(0, 20_000)}`
  const isDelayed = DELAYED.test(said)
  if (!isDelayed && !FAILED.test(said)) return []
  // What follows is the letter that came back: its addresses are not those that failed.
  const own =
    text.split(
      /\n[-=* ]*(?:original message|this is a copy|исходное письмо|копия письма|message header follows)[^\n]*\n|\n(?:return-path|received|message-id):/i,
      1,
    )[0] ?? ''
  const lines = own.split('\n')
  const emails = [...new Set(addressesIn(own))]
  return emails.map((email) => {
    const at = lines.findIndex((line) => line.toLowerCase().includes(email))
    const near = lines
      .slice(at, at + 4)
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim()
    const status = STATUS.exec(near)?.[0] ?? STATUS.exec(said)?.[0] ?? ''
    return {
      emails: [email],
      action: isDelayed ? ('delayed' as const) : ('failed' as const),
      status,
      words: near.slice(0, MOST_WORDS),
    }
  })
}

// The Message-ID of the letter that came back, whole or its headers only; also our own mark.
function idsIn({ type, text }: ReportPart): string[] {
  if (type !== 'text/plain' && !/^message\/|^text\/rfc822-headers/.test(type)) return []
  const found = text.matchAll(/^[>| \t]*(?:message-id|x-golub-id):[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]+)?)/gim)
  return [...found].flatMap(([, value]) => messageId(value ?? '') || [])
}
