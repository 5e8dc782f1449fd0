export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"«»]+|\b[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu

/** Cuts plain text into words and addresses; trailing punctuation stays outside an address. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const found of text.matchAll(LINK)) {
    const address = trimEnd(found[0])
    if (address.length < 4) continue
    if (found.index > from) parts.push({ kind: 'text', text: text.slice(from, found.index) })
    parts.push({ kind: 'link', text: address, href: hrefOf(address) })
    from = found.index + address.length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function hrefOf(address: string): string {
  if (/^https?:/i.test(address)) return address
  return /^www\./i.test(address) ? `https://${address}` : `mailto:${address}`
}

function trimEnd(address: string): string {
  let end = address.length
  while (end > 0) {
    const last = address[end - 1] ?? ''
    const isOpened =
      last === ')' && address.slice(0, end).split('(').length > address.slice(0, end).split(')').length - 1
    if (!/[.,;:!?'"*_)\]}]/.test(last) || isOpened) break
    end -= 1
  }
  return address.slice(0, end)
}
