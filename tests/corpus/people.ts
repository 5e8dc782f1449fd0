import { Dice } from './dice.ts'
import type { Language } from './words.ts'

export interface Somebody {
  name: string
  email: string
  language: Language
}

/** Whose mailbox it is. */
export const OFFICE: Somebody = { name: 'Офис Продаж', email: 'office@our.example', language: 'ru' }

export const DOMAINS =
  'romashka.example vector-trade.example stroytech.example globex.example initech.example northwind.example alfa-post.example mail.example contoso.example severlog.example'.split(
    ' ',
  )
const FIRST =
  'Иван:ivan Мария:maria Пётр:petr Ольга:olga Сергей:sergey Наталья:natalia Дмитрий:dmitry Анна:anna Алексей:alexey Елена:elena John:john Emma:emma Jürgen:juergen Kate:kate Michael:michael'
const LAST =
  'Иванов:ivanov Смирнов:smirnov Кузнецов:kuznetsov Соколов:sokolov Щёголев:schegolev Smith:smith Müller:mueller Brown:brown Петренко:petrenko Волков:volkov'

const PEOPLE = Array.from({ length: 900 }, (_, n): Somebody => {
  const dice = new Dice(1, `person ${n}`)
  const [first = '', firstPart = ''] = dice.pick(FIRST.split(' ')).split(':')
  const [last = '', lastPart = ''] = dice.pick(LAST.split(' ')).split(':')
  const name = `${first} ${last}`
  const language = /[а-я]/i.test(name) || dice.chance(0.4) ? 'ru' : 'en'
  return { name, email: `${firstPart}.${lastPart}${n % 7 ? '' : n}@${dice.pick(DOMAINS)}`, language }
})

/** A few people write most of the letters. */
export function somebody(dice: Dice): Somebody {
  return PEOPLE[Math.floor(PEOPLE.length * dice.next() ** 2.2)] ?? OFFICE
}
