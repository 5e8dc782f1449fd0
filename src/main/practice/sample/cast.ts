import data from '../../../../resources/sample/people.json' with { type: 'json' }
import { PRIVATE_PEOPLE } from './stories-personal.ts'

export type Mailer = 'gmail' | 'outlook' | 'yandex' | 'apple' | 'plain' | 'thunderbird'

export interface Company {
  name: string
  legal: string
  domain: string
  city: string
  note: string
  language: 'ru' | 'en'
}

export interface Person {
  key: string
  first: string
  last: string
  sex: 'm' | 'f'
  position: string
  email: string
  phone: string
  note: string
  mailer: Mailer
  company: Company | null
  language: 'ru' | 'en'
}

export const OFFICE = data.office

export const COMPANIES: Company[] = data.companies.map((one) => ({
  name: one.name,
  legal: one.legal,
  domain: one.domain,
  city: one.city,
  note: one.note,
  language: languageOf(one),
}))

export const CONTACTS: Person[] = data.companies.flatMap((company, i) =>
  company.people.map((one) => ({
    key: one.key,
    first: one.first,
    last: one.last,
    sex: sexOf(one.sex),
    position: one.position,
    email: `${'login' in one ? one.login : one.key}@${company.domain}`,
    phone: one.phone,
    note: one.note,
    mailer: mailerOf(one.mailer),
    company: COMPANIES[i] ?? null,
    language: languageOf(company),
  })),
)

/** The office itself, in Russian or as it signs letters abroad. */
export const COLLEAGUES: (Person & { abroad: Pick<Person, 'first' | 'last' | 'position'> })[] = data.colleagues.map(
  (one) => {
    const [first = '', last = ''] = one.latin.split(' ')
    return {
      key: one.key,
      first: one.first,
      last: one.last,
      sex: sexOf(one.sex),
      position: one.position,
      email: one.email,
      phone: one.phone,
      note: '',
      mailer: 'thunderbird',
      company: null,
      language: 'ru',
      abroad: { first, last, position: one.positionEn },
    }
  },
)

const OTHERS: Person[] = PRIVATE_PEOPLE.map((one) => ({
  ...one,
  position: '',
  phone: '',
  note: '',
  company: null,
  language: 'ru',
}))

/** Throws for a key that a story names and nobody has. */
export function personBy(key: string): Person {
  const found = [...CONTACTS, ...COLLEAGUES, ...OTHERS].find((one) => one.key === key)
  if (!found) throw new Error(`nobody in the sample office is called ${key}`)
  return found
}

export const fullName = (person: Pick<Person, 'first' | 'last'>): string => `${person.first} ${person.last}`.trim()

function languageOf(company: object): 'ru' | 'en' {
  return 'language' in company && company.language === 'en' ? 'en' : 'ru'
}

function sexOf(text: string): 'm' | 'f' {
  return text === 'f' ? 'f' : 'm'
}

function mailerOf(text: string): Mailer {
  return (['gmail', 'outlook', 'yandex', 'apple'] as const).find((one) => one === text) ?? 'plain'
}
