import { localPartOf } from './addresses.ts'

const MAX_NAME = 255
// What mailing services and forums append to the name of a person.
const VIA = /\s+(?:\(?\s*(?:via|через)\s+.+)$/iu
const FIRM =
  /(?:^|[\s"«“„])(?:ооо|оао|зао|пао|ао|ип|нко|фгуп|муп|гк|llc|inc|ltd|llp|gmbh|corp|co|plc|s\.?a|ag|jr|sr|ph\.?d)\.?(?=$|[\s"»”“,])/iu
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['«', '»'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
]

/**
 * The name of a person for cards and lists from the display name of a letter (already decoded): quotes and "via ..." cut,
 * "Фамилия, Имя" turned round where both halves are a person's, at most 255 characters; the local part of the address where there is no name.
 */
export function displayName(name: string, email: string): string {
  const clean = unquoted(name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
  const person = unquoted(turned(clean.replace(VIA, '').trim()))
  const isAddress = person === '' || person.toLowerCase() === email.toLowerCase() || looksLikeAddress(person)
  return [...(isAddress ? localPartOf(email) : person)].slice(0, MAX_NAME).join('').trim()
}

const looksLikeAddress = (name: string) => !/\s/.test(name) && /.@[^@.]+\../.test(name)

function unquoted(name: string): string {
  const pair = QUOTES.find(([open, close]) => name.length > 1 && name.startsWith(open) && name.endsWith(close))
  // «Ромашка» и «Лютик» begins and ends with quotes that do not belong together.
  return pair && !name.slice(1, -1).includes(pair[1]) && !name.slice(1, -1).includes(pair[0])
    ? name.slice(1, -1).trim()
    : name
}

// "García Márquez", "Римский-Корсаков", "van der Berg", "Anna M.": a word of a name begins with a capital, or is such a small one.
const NAME_WORD = /^\p{Lu}[\p{L}\p{M}'’.-]*$/u
const SMALL_WORD = /^(?:van|von|der|den|ter|de|da|di|du|la|le|el|al|bin|ibn|фон|ван|дер|де|да|ибн|оглы|кызы)$/u
const MOST_NAME_WORDS = 2
const MOST_WORD_LETTERS = 20
// What firms and their departments are called by.
const FIRM_WORDS = new Set(
  `приёмная приемная отдел отдела служба бухгалтерия секретарь секретариат канцелярия офис склад магазин салон филиал
  поддержка поддержки продажи продаж закупки закупок снабжение логистика доставка администрация администратор дирекция
  кадры кадров менеджер директор регистратура заказы плюс группа компания фирма завод фабрика студия агентство центр банк
  клиника школа мастерская ателье отель москва россия office sales support team department dept accounting billing finance
  reception info service services shop store group company studio agency bank trade trading holding solutions systems
  international orders manager director marketing hr help helpdesk news newsletter moscow russia`.split(/\s+/),
)
const FIRM_ENDING = /(?:торг|строй|трейд|сервис|маркет|снаб|групп|холдинг|пром|мебель)$/u

function turned(name: string): string {
  const halves = name.split(',').map((half) => half.trim())
  const [surname = '', given = ''] = halves
  return halves.length === 2 && !FIRM.test(name) && halves.every(isOfPerson) ? `${given} ${surname}` : name
}

function isOfPerson(half: string): boolean {
  const words = half.split(' ')
  const own = words.filter((word) => !SMALL_WORD.test(word))
  return (
    own.length > 0 &&
    own.length <= MOST_NAME_WORDS &&
    own.every((word) => NAME_WORD.test(word) && word.length <= MOST_WORD_LETTERS) &&
    !own.some((word) => word.toLowerCase().split('-').some(isOfFirm))
  )
}

const isOfFirm = (word: string) => FIRM_WORDS.has(word) || FIRM_ENDING.test(word)
