import { Dice } from './dice.ts'

export type Language = 'ru' | 'en'

const RUSSIAN =
  'и в не на что с по это как к но он мы за от для у из так же о вы все если или уже до бы только при письмо договор счёт оплата заказ поставка срок акт документ накладная отчёт встреча совещание проект задача вопрос ответ клиент менеджер бухгалтерия директор отдел склад товар цена скидка сумма рублей копия оригинал подпись печать доверенность согласование утверждение правки версия файл вложение ссылка просьба прошу направить сообщить подтвердить получение добрый день здравствуйте коллеги спасибо пожалуйста уважением завтра сегодня вчера неделя месяц квартал январь февраль март апрель понедельник вторник среда четверг пятница звонок телефон адрес офис заявка номер реквизиты банк платёж налог аренда договорённость предложение коммерческое тендер закупка поставщик подрядчик гарантия претензия возврат доставка транспорт водитель пропуск паспорт отпуск больничный командировка билет гостиница сервер доступ пароль обновление ошибка система программа настройка резервная база данные'
const ENGLISH =
  'the to and of a in for is on that with this we you be as are it will have from please at by not your can or an if our was any all but find attached contract invoice payment order delivery deadline report meeting project task question answer client manager accounting director department warehouse price discount amount copy signature approval review version file link kindly confirm receipt regards thanks hello team tomorrow today yesterday week month quarter schedule call phone address office request number details bank tax agreement proposal offer supplier contractor warranty claim refund shipping travel ticket hotel server access update error system software setting backup data budget forecast draft comments feedback agenda minutes training vacation policy security customer support issue release feature deploy'
const RUSSIAN_SYLLABLES =
  'ба ве го до жи за ки ло му не по ра су ти фо хо це ча ши ще эл ю ям ров нов сков тель ник ство ация ение'
const ENGLISH_SYLLABLES =
  'ba ve go do ri za ki lo mu ne po ra su ti fo ho ce cha shi tor nel son ment tion ster wick ford ex'

/** Frequent words first, then invented ones: word frequencies fall as in real text, and so does an index of them. */
const VOCABULARY: Record<Language, string[]> = {
  ru: vocabulary(RUSSIAN, RUSSIAN_SYLLABLES, 30_000),
  en: vocabulary(ENGLISH, ENGLISH_SYLLABLES, 20_000),
}

function vocabulary(base: string, syllables: string, size: number): string[] {
  const dice = new Dice(1, `vocabulary ${size}`)
  const words = new Set(base.split(' '))
  const parts = syllables.split(' ')
  while (words.size < size) words.add(Array.from({ length: dice.int(2, 4) }, () => dice.pick(parts)).join(''))
  return [...words]
}

export function word(dice: Dice, language: Language): string {
  const words = VOCABULARY[language]
  return words[Math.floor(words.length ** (dice.next() ** 0.75)) - 1] ?? 'и'
}

export function sentence(dice: Dice, language: Language): string {
  const words = Array.from({ length: dice.int(5, 16) }, () => word(dice, language))
  if (dice.chance(0.08)) words.push(`№ ${dice.int(100, 99_999)}`)
  if (dice.chance(0.04)) words.push(`https://site.example/${dice.hex(8)}?id=${dice.int(1, 9999)}`)
  return capital(words.join(' ')) + dice.pick(['.', '.', '.', '!', '?'])
}

export function paragraph(dice: Dice, language: Language): string {
  return Array.from({ length: dice.int(1, 5) }, () => sentence(dice, language)).join(' ')
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
