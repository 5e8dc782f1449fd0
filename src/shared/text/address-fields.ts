import type { TypedAddress } from './address-list.ts'
import { parseAddressList } from './address-list.ts'

/** Where the addresses of a pasted piece belong; `here` is the field that it was pasted into. */
export interface PastedAddresses {
  here: TypedAddress[]
  cc: TypedAddress[]
  bcc: TypedAddress[]
}

const CC = /^(?:cc|копия)$/i
const BCC = /^(?:bcc|скрытая(?: копия)?)$/i
const NAMED = /^[ \t]*(to|cc|bcc|from|reply-to|кому|копия|скрытая(?: копия)?|от|от кого)[ \t]*:/i

/**
 * Reads a list as `parseAddressList` does, also with the names of the fields of another letter before it (`Bcc: a@b.ru`):
 * they are no names of people, and what was hidden there stays hidden.
 */
export function parseAddressFields(typed: string): PastedAddresses {
  const texts = { here: '', cc: '', bcc: '' }
  let field: keyof PastedAddresses = 'here'
  for (const line of typed.split(/\r\n|[\r\n]/)) {
    const name = NAMED.exec(line)
    if (name) field = BCC.test(name[1] ?? '') ? 'bcc' : CC.test(name[1] ?? '') ? 'cc' : 'here'
    texts[field] += `${name ? line.slice(name[0].length) : line}\n`
  }
  return {
    here: parseAddressList(texts.here),
    cc: parseAddressList(texts.cc),
    bcc: parseAddressList(texts.bcc),
  }
}
