import { type Charset, headerWords, isAscii } from './charsets.ts'
import type { Dice } from './dice.ts'
import { OFFICE, type Somebody } from './people.ts'
import type { Defect, Talk } from './talks.ts'

export type Kind = 'newsletter' | 'bounce' | 'autoreply' | 'invitation' | 'list' | 'plain' | 'html' | 'alternative'

/** Everything that was decided about a letter before it is written. */
export interface Plan {
  dice: Dice
  no: number
  at: number
  kind: Kind
  talk: Talk
  from: Somebody
  to: Somebody
  cc: readonly Somebody[]
  subject: string
  inReplyTo: string
  references: string
  defect: Defect
  parent: number | null
  files: number[]
}

/** What the servers on the way and the sender's domain wrote above the letter. */
export function traceOf({ dice, from, kind, at }: Plan): string[] {
  if (from === OFFICE) return []
  const domain = from.email.split('@')[1] ?? ''
  const hops = Array.from({ length: dice.int(1, 3) }, (_, n) => {
    const host = `mx${dice.int(1, 9)}.${domain}`
    return `Received: from ${host} (${host} [192.0.2.${dice.int(1, 254)}])\n\tby mx.our.example (Postfix) with ESMTPS id ${dice.hex(11).toUpperCase()}\n\tfor <${OFFICE.email}>; ${dateOf(at + (3 - n) * 1000)}`
  })
  const signature = [1, 2, 3, 4].map(() => Buffer.from(dice.hex(96), 'hex').toString('base64')).join('\n\t ')
  return [
    `Return-Path: <${kind === 'bounce' ? '' : from.email}>`,
    ...hops,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s1;\n\th=from:to:subject:date:message-id; bh=${Buffer.from(dice.hex(64), 'hex').toString('base64')};\n\tb=${signature}`,
    `Authentication-Results: mx.our.example; dkim=pass header.d=${domain}; spf=pass smtp.mailfrom=${from.email}`,
  ]
}

export function headOf(plan: Plan, id: string, charset: Charset): string[] {
  const { dice, from, to, cc, subject, inReplyTo, references, kind, at } = plan
  const shown = (one: Somebody) =>
    `${isAscii(one.name) ? `"${one.name}"` : headerWords(one.name, charset)} <${one.email}>`
  const head = [
    `Date: ${dice.chance(0.003) ? 'bad date' : dateOf(at, dice.pick([180, 180, 180, 0, 120, -300]))}`,
    `From: ${shown(from)}`,
    `To: ${shown(to)}`,
  ]
  if (cc.length) head.push(`Cc: ${cc.map(shown).join(',\n ')}`)
  head.push(`Subject: ${headerWords(subject, charset)}`)
  if (id) head.push(`Message-ID: <${id}>`)
  if (inReplyTo) head.push(`In-Reply-To: ${inReplyTo}`)
  if (references) head.push(`References: ${references}`)
  if (kind === 'list')
    head.push(
      'List-Id: <devel.lists.example>',
      'List-Unsubscribe: <https://lists.example/u>, <mailto:leave@lists.example>',
      'Precedence: list',
    )
  if (kind === 'newsletter')
    head.push(
      `List-Unsubscribe: <https://click.site.example/u/${dice.hex(20)}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'Precedence: bulk',
    )
  if (kind === 'autoreply') head.push('Auto-Submitted: auto-replied', 'X-Autoreply: yes')
  if (kind === 'bounce') head.push('Auto-Submitted: auto-replied')
  return [...head, 'MIME-Version: 1.0', ...(dice.chance(0.4) ? ['X-Mailer: Microsoft Outlook 16.0'] : [])]
}

/** RFC 5322 date in a zone so many minutes east of Greenwich. */
export function dateOf(at: number, offset = 180): string {
  const [day, date, month, year, time] = new Date(at + offset * 60_000).toUTCString().replace(',', '').split(' ')
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')
  return `${day}, ${date} ${month} ${year} ${time} ${offset < 0 ? '-' : '+'}${hours}${String(Math.abs(offset) % 60).padStart(2, '0')}`
}
