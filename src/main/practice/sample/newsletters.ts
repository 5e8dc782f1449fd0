import { OFFICE } from './cast.ts'
import { between, hash } from './chance.ts'
import { buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import type { Planned } from './planned.ts'
import { escapeHtml } from './quotes.ts'
import { traces } from './talks.ts'

interface Newsletter {
  name: string
  email: string
  everyDays: number
  charset: 'utf-8' | 'windows-1251'
  colour: string
  issues: [subject: string, lead: string, items: string[]][]
}

const NEWSLETTERS: Newsletter[] = [
  {
    name: 'Журнал «Светотехника и жизнь»',
    email: 'digest@svet-i-zhizn.example',
    everyDays: 7,
    charset: 'utf-8',
    colour: '#1f4e79',
    issues: [
      [
        'Свет недели: что изменилось в нормах',
        'Вышла новая редакция свода правил, рассказываем, что проверить в своих проектах.',
        ['Пульсация: теперь считают и на 300 Гц', 'Школы: доска отдельно от парт', 'Паркинги: дежурный режим узаконен'],
      ],
      [
        'Почему светодиоды желтеют',
        'Разобрали двадцать вернувшихся светильников и нашли одного виновника.',
        ['Силикон против поликарбоната', 'Сколько стоит экономия на радиаторе', 'Читатель спрашивает о запахе'],
      ],
      [
        'Фасады, на которые хочется смотреть',
        'Шесть объектов этого года, снятых вечером и без фотошопа.',
        ['Театр, который не слепит прохожих', 'Мост: 2 200 точек и ни одной лишней', 'Маленький магазин, большой свет'],
      ],
      [
        'Сколько люксов нужно корове',
        'Агросвет растёт быстрее офисного, и вот почему.',
        ['Надои и день в 16 часов', 'Птичник: красный ночью', 'Теплицы считают микромоли'],
      ],
    ],
  },
  {
    name: 'СнабМаркет',
    email: 'news@snabmarket.example',
    everyDays: 9,
    charset: 'windows-1251',
    colour: '#c0392b',
    issues: [
      [
        'Скидка 15 % на кабель до воскресенья',
        'Только для юридических лиц и только со склада.',
        ['ВВГнг 3х1,5, бухта 100 м', 'Гофра 20 мм, серая', 'Клеммы, набор 400 шт.'],
      ],
      [
        'Новинки электрики этой недели',
        'Собрали то, о чём спрашивали чаще всего.',
        ['Автоматы с окном состояния', 'Реле контроля фаз', 'Розетки для влажных помещений'],
      ],
      [
        'Бесплатная доставка от 20 000',
        'Привезём до ворот, разгрузка ваша.',
        ['Лотки перфорированные', 'Крепёж для подвесов', 'Щиты навесные'],
      ],
    ],
  },
  {
    name: 'LED Weekly',
    email: 'hello@ledweekly.example',
    everyDays: 11,
    charset: 'utf-8',
    colour: '#0b7a75',
    issues: [
      [
        'Human-centric light, minus the buzzwords',
        'What three hospitals actually measured after a year.',
        ['Night shifts and 2200 K', 'Glare beats lumens', 'A ward without switches'],
      ],
      [
        'The end of the fluorescent tube',
        'The last factory closes, and the retrofit market wakes up.',
        ['Ballast or no ballast', 'Recycling a billion tubes', 'What to stock now'],
      ],
      [
        'Optics: why 25 degrees is never 25',
        'A reader sent five lenses, we sent back five surprises.',
        ['Field angle vs beam angle', 'The yellow ring problem', 'Frosted is the new clear'],
      ],
    ],
  },
  {
    name: 'Банк «Кедр»',
    email: 'info@bank-kedr.example',
    everyDays: 28,
    charset: 'utf-8',
    colour: '#2e7d32',
    issues: [
      [
        'Новые тарифы для малого бизнеса',
        'Изменения вступают в силу с первого числа, ничего делать не нужно.',
        ['Платежи до 18:30', 'Выписка в один файл', 'Карта водителя'],
      ],
      [
        'Осторожно: звонят «из службы безопасности»',
        'Мы никогда не спрашиваем код из СМС. Покажите это письмо бухгалтеру.',
        ['Как узнать обман', 'Куда звонить', 'Что делать, если код уже назвали'],
      ],
    ],
  },
]

export function newsletters(now: number, days: number): Planned[] {
  return NEWSLETTERS.flatMap((list) => {
    const count = Math.floor(days / list.everyDays)
    return Array.from({ length: count }, (_, i): Planned => {
      const at = now - i * list.everyDays * 86_400_000 - between(`${list.email}${i}`, 180, 1800) * 60_000
      const issue = list.issues[(count - i) % list.issues.length] ?? list.issues[0]
      const folder = hash(`${list.email}where${i}`) % 9 === 0 && i > 2 ? 'Trash' : 'INBOX'
      return { at, folder, isUnread: i < 1, write: () => newsletter(list, issue ?? ['', '', []], count - i, at) }
    })
  })
}

function newsletter(
  list: Newsletter,
  [subject, lead, items]: Newsletter['issues'][number],
  number: number,
  at: number,
): Buffer {
  const domain = list.email.split('@')[1]
  const site = `https://${domain}/i/${number}`
  const cards = items
    .map(
      (item, i) =>
        `<tr><td width="140" style="padding:12px"><img src="${site}/${i}.jpg" width="120" height="90" alt=""></td><td style="padding:12px;font:16px Arial"><a href="${site}#${i}" style="color:${list.colour}">${escapeHtml(item)}</a></td></tr>`,
    )
    .join('')
  const html = `<html><body style="margin:0;background:#f2f2f2"><table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center"><table width="600" cellpadding="0" cellspacing="0" style="background:#ffffff"><tr><td colspan="2" bgcolor="${list.colour}" style="padding:20px;color:#ffffff;font:bold 22px Arial"><img src="${site}/logo.png" width="40" height="40" alt=""> ${escapeHtml(list.name)}</td></tr><tr><td colspan="2" style="padding:20px;font:16px/24px Arial"><h1 style="font-size:24px">${escapeHtml(subject)}</h1><p>${escapeHtml(lead)}</p></td></tr>${cards}<tr><td colspan="2" style="padding:20px;color:#999999;font:12px Arial">№ ${number} · <a href="${site}/unsubscribe">${list.name.startsWith('LED') ? 'Unsubscribe' : 'Отписаться'}</a><img src="https://${domain}/open.gif?u=${hash(list.email + number)}" width="1" height="1" alt=""></td></tr></table></td></tr></table></body></html>`
  const headers: [string, string][] = [
    ...traces(list.email, OFFICE.main, at),
    ['From', mailbox(list.name, list.email, list.charset)],
    ['To', OFFICE.main],
    ['Subject', encodeWords(subject, list.charset)],
    ['Date', dateHeader(at, 3)],
    ['Message-ID', `<${number}.${hash(list.email)}@${domain}>`],
    ['List-Unsubscribe', `<${site}/unsubscribe>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['List-Id', `<news.${domain}>`],
    ['Precedence', 'bulk'],
  ]
  return buildLetter({
    headers,
    text: `${subject}\n\n${lead}\n\n${items.map((item) => `* ${item}`).join('\n')}\n\n${site}`,
    html,
    charset: list.charset,
    files: [],
  })
}
