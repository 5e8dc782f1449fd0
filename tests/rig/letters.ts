/** A plain letter as a mail server would hold it, CRLF throughout. */
export interface PlainLetter {
  id: string
  from?: string
  to?: string
  cc?: string
  subject?: string
  text?: string
  inReplyTo?: string
  at?: number
  headers?: string[]
  /** A file of so many bytes that do not compress. */
  fileBytes?: number
}

export const CLIENT = 'anna@client.example'
export const US = 'office@our.example'

export function plainLetter(letter: PlainLetter): Buffer {
  const boundary = `=_${letter.id.replace(/\W/g, '')}`
  const text = letter.text ?? `Text of ${letter.id}`
  const head = [
    `Date: ${new Date(letter.at ?? Date.UTC(2026, 2, 10, 9)).toUTCString().replace('GMT', '+0000')}`,
    `From: Anna <${letter.from ?? CLIENT}>`,
    `To: ${letter.to ?? US}`,
    ...(letter.cc ? [`Cc: ${letter.cc}`] : []),
    `Subject: ${letter.subject ?? `About ${letter.id}`}`,
    `Message-ID: <${letter.id}@client.example>`,
    ...(letter.inReplyTo ? [`In-Reply-To: <${letter.inReplyTo}@client.example>`] : []),
    ...(letter.headers ?? []),
    'MIME-Version: 1.0',
  ]
  if (!letter.fileBytes)
    return Buffer.from([...head, 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n'))
  const opening = [
    ...head,
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ]
  const file = [
    `--${boundary}`,
    'Content-Type: application/octet-stream; name="plan.bin"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="plan.bin"',
    '',
    '',
  ]
  return Buffer.concat([
    Buffer.from([...opening, ...file].join('\r\n')),
    fileOf(letter.fileBytes),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}

// Base64 lines of repeatable noise; the same size gives the same file.
function fileOf(bytes: number): Buffer {
  const line = 57
  const noise = Buffer.alloc(Math.ceil(bytes / line) * line)
  for (let at = 0, seed = bytes >>> 0; at + 4 <= noise.length; at += 4) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    noise.writeUInt32LE(seed, at)
  }
  return Buffer.from(noise.subarray(0, bytes).toString('base64').replace(/.{76}/g, '$&\r\n'))
}
