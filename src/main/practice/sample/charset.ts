export type OldCharset = 'windows-1251' | 'koi8-r'

// What these charsets lack, as people of their time typed it.
const SPELLED: Record<string, string> = {
  '«': '"',
  '»': '"',
  '—': '-',
  '–': '-',
  '₽': 'руб.',
  '²': '2',
  '…': '...',
  '−': '-',
  '№': 'N',
  '×': 'x',
}

const tables = new Map<OldCharset, Map<string, number>>()

function table(charset: OldCharset): Map<string, number> {
  const known = tables.get(charset)
  if (known) return known
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const made = new Map([...new TextDecoder(charset).decode(bytes)].map((char, i) => [char, i]))
  tables.set(charset, made)
  return made
}

export function encode(text: string, charset: 'utf-8' | OldCharset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8')
  const known = table(charset)
  const byte = (char: string) => known.get(char) ?? 63
  return Buffer.from(
    [...text].flatMap((char) => (known.has(char) ? [byte(char)] : [...(SPELLED[char] ?? '?')].map(byte))),
  )
}
