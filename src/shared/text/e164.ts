// Apart from phones.ts, which the page needs: the metadata of all countries are many times its size.
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Numbers that begin with 8 or with the code of a city are Russian: the office's own country. */
const COUNTRY: CountryCode = 'RU'

function parsed(raw: string) {
  // "00" is how most of the world dials out; Russia dials 8 10, which the library knows.
  const number = parsePhoneNumberFromString(raw.replace(/^\s*00/, '+'), COUNTRY)
  return number?.isPossible() ? number : null
}

/** "+79125550142" of "8 (912) 555-01-42 доб. 12", to compare by; '' where the number is not a whole one. */
export function e164(raw: string): string {
  return parsed(raw)?.number ?? ''
}

/** What people type to find a phone: the whole number, without its country or as it is dialled within it, and its groups. */
export function phoneWords(raw: string): string {
  const found = parsed(raw)
  if (!found) return raw
  const { number, nationalNumber } = found
  return [raw, number.slice(1), nationalNumber, found.formatNational().replace(/\D/g, '')].join(' ')
}
