import { base64, type Charset, charsetFor, encode, headerWords, isAscii, quotedPrintable } from './charsets.ts'
import type { Dice } from './dice.ts'
import { capital, type Language, word } from './words.ts'

/** A MIME part: its header lines and its encoded body. */
export interface Part {
  head: string[]
  body: Buffer
}

export function textPart(dice: Dice, text: string, kind: 'plain' | 'html', wanted: Charset): Part {
  const isPlain = isAscii(text.replaceAll('\n', ''))
  const charset = charsetFor(text, wanted)
  const raw = encode(text, charset)
  const encoding = isPlain
    ? /.{900}/.test(text)
      ? 'quoted-printable'
      : '7bit'
    : dice.pick(
        charset === 'utf-8' ? ['quoted-printable', 'base64', 'base64', '8bit'] : ['quoted-printable', 'base64', '8bit'],
      )
  // RFC 5322: no line over 998 bytes.
  const fitting = encoding === '8bit' && /.{400}/.test(text) ? 'base64' : encoding
  const body = fitting === 'base64' ? base64(raw) : fitting === 'quoted-printable' ? quotedPrintable(raw) : raw
  const named = isPlain && charset === 'utf-8' ? 'us-ascii' : charset === 'utf-8' ? '"UTF-8"' : charset
  return { head: [`Content-Type: text/${kind}; charset=${named}`, `Content-Transfer-Encoding: ${fitting}`], body }
}

export function multipart(dice: Dice, kind: string, parts: readonly Part[], parameters = ''): Part {
  const boundary = `----=_Part_${dice.hex(10)}.${dice.hex(12)}`
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\n${part.head.join('\n')}\n\n`),
    part.body,
    Buffer.from('\n'),
  ])
  chunks.push(Buffer.from(`--${boundary}--\n`))
  return {
    head: [`Content-Type: multipart/${kind};${parameters}\n boundary="${boundary}"`],
    body: Buffer.concat(chunks),
  }
}

const FILE_KINDS = [
  ['pdf', 'application/pdf'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['jpg', 'image/jpeg'],
  ['zip', 'application/zip'],
  ['csv', 'text/csv'],
  ['pdf', 'application/octet-stream'],
] as const

export function filePart(dice: Dice, size: number, language: Language, charset: Charset): Part {
  const [ending, type] = dice.pick(FILE_KINDS)
  const raw = ending === 'csv' ? table(dice, size, language) : dice.bytes(size)
  if (ending === 'pdf') raw.write('%PDF-1.7\n')
  const kinds = language === 'ru' ? ['договор', 'счёт', 'акт', 'скан'] : ['contract', 'invoice', 'scan', 'report']
  const name = `${capital(word(dice, language))} ${dice.pick(kinds)} ${dice.int(1, 9999)}.${ending}`
  const [inType, inDisposition] = nameParameters(dice, name, charset)
  return {
    head: [
      `Content-Type: ${type}${inType}`,
      `Content-Disposition: attachment${inDisposition}`,
      'Content-Transfer-Encoding: base64',
    ],
    body: base64(raw),
  }
}

export function picturePart(dice: Dice, contentId: string): Part {
  return {
    head: [
      'Content-Type: image/png; name="image001.png"',
      'Content-Transfer-Encoding: base64',
      `Content-ID: <${contentId}>`,
      'Content-Disposition: inline; filename="image001.png"',
    ],
    body: base64(dice.bytes(dice.size(6000, 0.6, 800, 60_000))),
  }
}

// Half of the programs still write names in RFC 2047 words, which the standard forbids there; the rest in RFC 2231.
function nameParameters(dice: Dice, name: string, charset: Charset): [string, string] {
  if (isAscii(name)) return [`; name="${name}"`, `; filename="${name}"`]
  if (dice.chance(0.5))
    return [`;\n name="${headerWords(name, charset)}"`, `;\n filename="${headerWords(name, charset)}"`]
  return [`;\n name*=utf-8''${encodeURIComponent(name)}`, `;\n filename*=utf-8''${encodeURIComponent(name)}`]
}

function table(dice: Dice, size: number, language: Language): Buffer {
  const rows = Array.from(
    { length: 40 },
    () => `${dice.int(1, 99_999)};${word(dice, language)};${dice.int(1, 1e6) / 100}`,
  )
  const block = Buffer.from(`${rows.join('\n')}\n`)
  return Buffer.alloc(size, block)
}
