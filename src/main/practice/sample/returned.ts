import { OFFICE } from './cast.ts'
import { hash, token } from './chance.ts'
import { buildLetter, dateHeader, encodeWords, mailbox, multipart } from './mime.ts'
import type { Planned } from './planned.ts'

/** Reports of a failed delivery with the letter of ours that they speak of. */
export function failedDeliveries(now: number): Planned[] {
  return [9, 74, 201].flatMap((daysAgo, i): Planned[] => {
    const at = now - daysAgo * 86_400_000 - 5 * 3_600_000
    const address = ['a.fomin@remstroy.example', 'zakaz@gorod-sveta.example', 'k.lang@horizon-gmbh.example'][i] ?? ''
    const id = `<${token(`lost${i}`).toLowerCase()}@${OFFICE.domain}>`
    const ours: [string, string][] = [
      ['From', mailbox(`Ирина Соколова, ${OFFICE.name}`, OFFICE.main)],
      ['To', address],
      ['Subject', encodeWords('Предложение по освещению, как договаривались')],
      ['Date', dateHeader(at, 3)],
      ['Message-ID', id],
      ['User-Agent', 'Mozilla Thunderbird'],
    ]
    const write = () =>
      buildLetter({
        headers: ours,
        text: 'Добрый день!\n\nОтправляю предложение, о котором говорили по телефону. Если удобнее обсудить голосом, наберите меня.\n\n--\nИрина Соколова',
        html: null,
        charset: 'utf-8',
        files: [],
      })
    return [
      { at, folder: 'Sent', isUnread: false, write },
      { at: at + 40_000, folder: 'INBOX', isUnread: i === 0, write: () => report(address, id, ours, at + 40_000) },
    ]
  })
}

function report(address: string, id: string, ours: [string, string][], at: number): Buffer {
  const head = [
    ['Return-Path', '<>'],
    ['From', `Mail Delivery System <mailer-daemon@mail.${OFFICE.domain}>`],
    ['To', OFFICE.main],
    ['Subject', 'Undelivered Mail Returned to Sender'],
    ['Date', dateHeader(at, 3)],
    ['Message-ID', `<dsn.${id.slice(1, 10)}@mail.${OFFICE.domain}>`],
    ['Auto-Submitted', 'auto-replied'],
    ['MIME-Version', '1.0'],
  ]
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const part = (type: string, text: string) => Buffer.from(`Content-Type: ${type}\r\n\r\n${text}\r\n`)
  const words = `This is the mail system at host mail.${OFFICE.domain}.\r\n\r\nYour message could not be delivered to one or more recipients.\r\n\r\n<${address}>: host mx.${address.split('@')[1]}[192.0.2.7] said: 550 5.1.1\r\n    <${address}>: Recipient address rejected: User unknown (in reply to RCPT TO command)\r\n`
  const status = `Reporting-MTA: dns; mail.${OFFICE.domain}\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <${address}>: Recipient address rejected: User unknown\r\n`
  const returned = ours.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([
    Buffer.from(head),
    multipart('report; report-type=delivery-status', `dsn${hash(id)}`, [
      part('text/plain; charset=us-ascii', words),
      part('message/delivery-status', status),
      part('text/rfc822-headers', returned),
    ]),
  ])
}
