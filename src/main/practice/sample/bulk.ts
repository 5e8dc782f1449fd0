// Letters that machines write: newsletters, notices, reports of failed delivery, spam.
import { between, hash, pick, token } from './chance.ts'
import { OFFICE } from './cast.ts'
import { makeFile, picture } from './files.ts'
import { buildLetter, dateHeader, encodeWords, mailbox, multipart } from './mime.ts'
import { escapeHtml } from './quotes.ts'
import { traces } from './talks.ts'
import { dayAndMonth } from './stamp.ts'

export interface Planned {
  at: number
  folder: 'INBOX' | 'Sent' | 'Drafts' | 'Junk' | 'Trash'
  isUnread: boolean
  write(): Buffer
}

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
    name: 'Журнал «Светотехника и жизнь»', email: 'digest@svet-i-zhizn.example', everyDays: 7, charset: 'utf-8', colour: '#1f4e79',
    issues: [
      ['Свет недели: что изменилось в нормах', 'Вышла новая редакция свода правил, рассказываем, что проверить в своих проектах.', ['Пульсация: теперь считают и на 300 Гц', 'Школы: доска отдельно от парт', 'Паркинги: дежурный режим узаконен']],
      ['Почему светодиоды желтеют', 'Разобрали двадцать вернувшихся светильников и нашли одного виновника.', ['Силикон против поликарбоната', 'Сколько стоит экономия на радиаторе', 'Читатель спрашивает о запахе']],
      ['Фасады, на которые хочется смотреть', 'Шесть объектов этого года, снятых вечером и без фотошопа.', ['Театр, который не слепит прохожих', 'Мост: 2 200 точек и ни одной лишней', 'Маленький магазин, большой свет']],
      ['Сколько люксов нужно корове', 'Агросвет растёт быстрее офисного, и вот почему.', ['Надои и день в 16 часов', 'Птичник: красный ночью', 'Теплицы считают микромоли']],
    ],
  },
  {
    name: 'СнабМаркет', email: 'news@snabmarket.example', everyDays: 9, charset: 'windows-1251', colour: '#c0392b',
    issues: [
      ['Скидка 15 % на кабель до воскресенья', 'Только для юридических лиц и только со склада.', ['ВВГнг 3х1,5, бухта 100 м', 'Гофра 20 мм, серая', 'Клеммы, набор 400 шт.']],
      ['Новинки электрики этой недели', 'Собрали то, о чём спрашивали чаще всего.', ['Автоматы с окном состояния', 'Реле контроля фаз', 'Розетки для влажных помещений']],
      ['Бесплатная доставка от 20 000', 'Привезём до ворот, разгрузка ваша.', ['Лотки перфорированные', 'Крепёж для подвесов', 'Щиты навесные']],
    ],
  },
  {
    name: 'LED Weekly', email: 'hello@ledweekly.example', everyDays: 11, charset: 'utf-8', colour: '#0b7a75',
    issues: [
      ['Human-centric light, minus the buzzwords', 'What three hospitals actually measured after a year.', ['Night shifts and 2200 K', 'Glare beats lumens', 'A ward without switches']],
      ['The end of the fluorescent tube', 'The last factory closes, and the retrofit market wakes up.', ['Ballast or no ballast', 'Recycling a billion tubes', 'What to stock now']],
      ['Optics: why 25 degrees is never 25', 'A reader sent five lenses, we sent back five surprises.', ['Field angle vs beam angle', 'The yellow ring problem', 'Frosted is the new clear']],
    ],
  },
  {
    name: 'Банк «Кедр»', email: 'info@bank-kedr.example', everyDays: 28, charset: 'utf-8', colour: '#2e7d32',
    issues: [
      ['Новые тарифы для малого бизнеса', 'Изменения вступают в силу с первого числа, ничего делать не нужно.', ['Платежи до 18:30', 'Выписка в один файл', 'Карта водителя']],
      ['Осторожно: звонят «из службы безопасности»', 'Мы никогда не спрашиваем код из СМС. Покажите это письмо бухгалтеру.', ['Как узнать обман', 'Куда звонить', 'Что делать, если код уже назвали']],
    ],
  },
]

export function newsletters(now: number, days: number): Planned[] {
  return NEWSLETTERS.flatMap((list) => {
    const count = Math.floor(days / list.everyDays)
    return Array.from({ length: count }, (_, i): Planned => {
      const at = now - i * list.everyDays * 86_400_000 - between(`${list.email}${i}`, 3, 30) * 3_600_000
      const issue = list.issues[(count - i) % list.issues.length] ?? list.issues[0]
      const folder = hash(`${list.email}where${i}`) % 9 === 0 && i > 2 ? 'Trash' : 'INBOX'
      return { at, folder, isUnread: i < 1, write: () => newsletter(list, issue ?? ['', '', []], count - i, at) }
    })
  })
}

function newsletter(list: Newsletter, [subject, lead, items]: Newsletter['issues'][number], number: number, at: number): Buffer {
  const domain = list.email.split('@')[1]
  const site = `https://${domain}/i/${number}`
  const cards = items.map((item, i) => `<tr><td width="140" style="padding:12px"><img src="${site}/${i}.jpg" width="120" height="90" alt=""></td><td style="padding:12px;font:16px Arial"><a href="${site}#${i}" style="color:${list.colour}">${escapeHtml(item)}</a></td></tr>`).join('')
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
  return buildLetter({ headers, text: `${subject}\n\n${lead}\n\n${items.map((item) => `* ${item}`).join('\n')}\n\n${site}`, html, charset: list.charset, files: [] })
}

type Notice = [name: string, email: string, subject: (n: number) => string, text: (n: number, at: number) => string]

const NOTICES: Notice[] = [
  ['Банк «Кедр»', 'noreply@bank-kedr.example', (n) => `Поступление ${(n % 480) + 12} ${100 + (n % 900)},00 ₽`, (n, at) => `${dayAndMonth(at, 'ru')} на счёт ООО «Северный свет» поступило ${(n % 480) + 12} ${100 + (n % 900)},00 ₽.\nНазначение: оплата по счёту № ${120 + (n % 360)}, в том числе НДС.\n\nПисьмо создано автоматически, отвечать на него не нужно.`],
  ['Экспресс-Т', 'track@express-t.example', (n) => `Груз ${n % 100_000}: принят к перевозке`, (n) => `Накладная ${n % 100_000}\nМест: ${(n % 6) + 1}\nВес: ${(n % 400) + 40} кг\n\nСледить: https://express-t.example/t/${n % 100_000}`],
  ['Экспресс-Т', 'track@express-t.example', (n) => `Груз ${n % 100_000}: вручён`, (n) => `Накладная ${n % 100_000}: груз вручён получателю, подпись на месте.\n\nОцените водителя: https://express-t.example/o/${n % 100_000}`],
  ['Сайт «Северный свет»', 'site@sever-svet.example', (n) => `Заявка с сайта № ${n % 10_000}`, (n) => `Форма: «Рассчитать освещение»\nПлощадь: ${(n % 60) * 50 + 100} м²\nГород: ${pick(`город${n}`, ['Омск', 'Пенза', 'Курган', 'Череповец', 'Орёл', 'Псков'])}\nОткуда узнали: ${pick(`канал${n}`, ['поиск', 'посоветовали', 'выставка'])}\nТелефон: +7 912 555-01-${80 + (n % 20)}`],
  ['ЭДО «Диалог»', 'robot@edo-dialog.example', (n) => `Новый документ: УПД ${n % 900}`, (n) => `Контрагент подписал документ УПД № ${n % 900}.\nОткрыть: https://edo-dialog.example/d/${n}`],
  ['Площадка «Госзаказ»', 'notify@goszakaz.example', (n) => `Изменение в закупке № ${n}`, (n) => `По закупке № ${n}, за которой вы следите, опубликовано разъяснение документации.`],
]

export function notices(now: number, days: number): Planned[] {
  return Array.from({ length: Math.floor(days * 0.62) }, (_, i): Planned => {
    const at = now - i * (86_400_000 / 0.62) - between(`notice${i}`, 40, 1400) * 60_000
    const [name, email, subject, text] = pick(`notice${i}kind`, NOTICES)
    const n = hash(`notice${i}n`) % 1_000_000
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at), ['From', mailbox(name, email)], ['To', OFFICE.main], ['Subject', encodeWords(subject(n))],
      ['Date', dateHeader(at, 3)], ['Message-ID', `<${token(`notice${i}`)}@${email.split('@')[1]}>`], ['Auto-Submitted', 'auto-generated'],
    ]
    return { at, folder: i > 20 && i % 6 === 0 ? 'Trash' : 'INBOX', isUnread: i < 2, write: () => buildLetter({ headers, text: text(n, at), html: null, charset: 'utf-8', files: [] }) }
  })
}

const SPAM = [
  ['Продвижение сайтов', 'seo@top-pervyi.example', 'Ваш сайт на 47 месте, исправим за неделю', 'Мы изучили ваш сайт и нашли 112 ошибок. Ответьте «да», и мы начнём.'],
  ['Аренда баз', 'bazy@rassylka-24.example', 'База 40 000 директоров', 'Свежая база, проверена вчера. Оплата по факту, пробник бесплатно.'],
  ['Mr. Collins', 'office@lucky-heir.example', 'Confidential proposal for you', 'Dear friend, I am the lawyer of a late client who bears your last name and left a fortune.'],
  ['Best Watches', 'sale@replica-time.example', 'Only today: watches like real', 'Nobody will notice. Free shipping to any country.'],
  ['Центр обучения', 'kurs@ohrana-truda-plus.example', 'Штраф 130 000 за необученного сотрудника', 'Успейте обучить сотрудников за один день, удостоверение сразу.'],
] as const

export function spam(now: number, days: number): Planned[] {
  return Array.from({ length: 26 }, (_, i): Planned => {
    const at = now - Math.floor((i * days) / 26) * 86_400_000 - between(`spam${i}`, 1, 20) * 3_600_000
    const [name, email, subject, text] = SPAM[i % SPAM.length] ?? SPAM[0]
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at, false), ['From', mailbox(name, email)], ['To', OFFICE.main], ['Subject', encodeWords(subject)],
      ['Date', dateHeader(at, 3)], ['Message-ID', `<${token(`spam${i}`)}@${email.split('@')[1]}>`],
    ]
    const html = `<p>${escapeHtml(text)}</p><p><a href="https://${email.split('@')[1]}/go">&gt;&gt;&gt;</a></p>`
    return { at, folder: 'Junk', isUnread: i < 4, write: () => buildLetter({ headers, text, html, charset: 'utf-8', files: [] }) }
  })
}

/** Reports of a failed delivery with the letter of ours that they speak of. */
export function failedDeliveries(now: number): Planned[] {
  return [9, 74, 201].flatMap((daysAgo, i): Planned[] => {
    const at = now - daysAgo * 86_400_000 - 5 * 3_600_000
    const address = ['a.fomin@remstroy.example', 'zakaz@gorod-sveta.example', 'k.lang@horizon-gmbh.example'][i] ?? ''
    const id = `<${token(`lost${i}`).toLowerCase()}@${OFFICE.domain}>`
    const ours: [string, string][] = [
      ['From', mailbox(`Ирина Соколова, ${OFFICE.name}`, OFFICE.main)], ['To', address], ['Subject', encodeWords('Предложение по освещению, как договаривались')],
      ['Date', dateHeader(at, 3)], ['Message-ID', id], ['User-Agent', 'Mozilla Thunderbird'],
    ]
    const write = () => buildLetter({ headers: ours, text: 'Добрый день!\n\nОтправляю предложение, о котором говорили по телефону. Если удобнее обсудить голосом, наберите меня.\n\n--\nИрина Соколова', html: null, charset: 'utf-8', files: [] })
    return [
      { at, folder: 'Sent', isUnread: false, write },
      { at: at + 40_000, folder: 'INBOX', isUnread: i === 0, write: () => report(address, id, ours, at + 40_000) },
    ]
  })
}

function report(address: string, id: string, ours: [string, string][], at: number): Buffer {
  const head = [
    ['Return-Path', '<>'], ['From', `Mail Delivery System <mailer-daemon@mail.${OFFICE.domain}>`], ['To', OFFICE.main], ['Subject', 'Undelivered Mail Returned to Sender'],
    ['Date', dateHeader(at, 3)], ['Message-ID', `<dsn.${id.slice(1, 10)}@mail.${OFFICE.domain}>`], ['Auto-Submitted', 'auto-replied'], ['MIME-Version', '1.0'],
  ].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const part = (type: string, text: string) => Buffer.from(`Content-Type: ${type}\r\n\r\n${text}\r\n`)
  const words = `This is the mail system at host mail.${OFFICE.domain}.\r\n\r\nYour message could not be delivered to one or more recipients.\r\n\r\n<${address}>: host mx.${address.split('@')[1]}[192.0.2.7] said: 550 5.1.1\r\n    <${address}>: Recipient address rejected: User unknown (in reply to RCPT TO command)\r\n`
  const status = `Reporting-MTA: dns; mail.${OFFICE.domain}\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <${address}>: Recipient address rejected: User unknown\r\n`
  const returned = ours.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([
    Buffer.from(head),
    multipart('report; report-type=delivery-status', `dsn${hash(id)}`, [part('text/plain; charset=us-ascii', words), part('message/delivery-status', status), part('text/rfc822-headers', returned)]),
  ])
}

/** Letters with pictures inside the text, as a shop-window of a supplier. */
export function picturedLetters(now: number): Planned[] {
  return [6, 48, 120, 230, 320].map((daysAgo, i): Planned => {
    const at = now - daysAgo * 86_400_000 - 3 * 3_600_000
    const email = 'polyakov@zavod-driver.example'
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at), ['From', mailbox('Степан Поляков', email)], ['To', OFFICE.main], ['Subject', encodeWords(`Драйверы: новая серия, выпуск ${5 - i}`)],
      ['Date', dateHeader(at, 3)], ['Message-ID', `<series${i}@zavod-driver.example>`], ['Precedence', 'bulk'],
    ]
    const text = 'Коллеги, добрый день!\n\nПоказываем новую серию: корпус тоньше на 4 мм, пусковой ток вдвое ниже. Фото с испытаний ниже, каталог во вложении.\n\nСтепан Поляков, завод «Драйвер»'
    const html = `<html><body><p>Коллеги, добрый день!</p><p>Показываем новую серию: корпус тоньше на 4 мм, пусковой ток вдвое ниже. Фото с испытаний:</p><p><img src="cid:test${i}@zavod" width="480" alt="Испытания"></p><p>Степан Поляков,<br><img src="cid:logo${i}@zavod" width="120" alt="Драйвер"></p></body></html>`
    return {
      at, folder: 'INBOX', isUnread: false,
      write: () => buildLetter({
        headers, text, html, charset: 'utf-8',
        files: [
          { name: 'test.png', mime: 'image/png', bytes: picture((i + 2) % 8), contentId: `test${i}@zavod` },
          { name: 'logo.png', mime: 'image/png', bytes: picture(0), contentId: `logo${i}@zavod` },
          makeFile('Каталог_драйверов.pdf', ['Серия Д-40', 'Серия Д-60', 'Серия Д-150']),
        ],
      }),
    }
  })
}
