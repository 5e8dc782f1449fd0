import { getDomain } from 'tldts'
import { domainOf } from '../../shared/text/addresses.ts'

// Everybody may have a mailbox there, so the domain says nothing about who works together.
const PUBLIC = new Set(
  `mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru vk.com yandex.ru yandex.com yandex.by yandex.kz yandex.ua ya.ru narod.ru
  rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru gmail.com googlemail.com outlook.com hotmail.com live.com live.ru msn.com
  icloud.com me.com mac.com yahoo.com ymail.com aol.com proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de mail.com
  zoho.com tut.by ukr.net i.ua meta.ua bigmir.net mail.ua fastmail.com tutanota.com tuta.com qq.com 163.com`.split(
    /\s+/,
  ),
)

/** The organisational domain of an address by the Public Suffix List, in lower case; '' when there is none. */
export function organisationOf(email: string): string {
  const domain = domainOf(email)
  return getDomain(domain, { allowPrivateDomains: true }) ?? domain
}

/** Two addresses of one firm: the same organisational domain, and not one of the free mail services. */
export function areColleagues(a: string, b: string): boolean {
  const organisation = organisationOf(a)
  return (
    organisation !== '' && organisation === organisationOf(b) && !PUBLIC.has(organisation) && !PUBLIC.has(domainOf(a))
  )
}

/** A free mail service, or a domain below one: it belongs to no firm. */
export function isFreeMail(domain: string): boolean {
  return PUBLIC.has(domain) || PUBLIC.has(organisationOf(`x@${domain}`))
}
