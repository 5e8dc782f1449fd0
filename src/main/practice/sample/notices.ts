// What banks, carriers, sites and swindlers send by machine.
import { OFFICE } from './cast.ts'
import { between, hash, pick, token } from './chance.ts'
import { buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import type { Planned } from './planned.ts'
import { escapeHtml } from './quotes.ts'
import { dayAndMonth } from './stamp.ts'
import { traces } from './talks.ts'

type Notice = [name: string, email: string, subject: (n: number) => string, text: (n: number, at: number) => string]

const NOTICES: Notice[] = [
  [
    'Банк «Кедр»',
    'noreply@bank-kedr.example',
    (n) => `Поступление ${(n % 480) + 12} ${100 + (n % 900)},00 ₽`,
    (n, at) =>
      `${dayAndMonth(at, 'ru')} на счёт ООО «Северный свет» поступило ${(n % 480) + 12} ${100 + (n % 900)},00 ₽.\nНазначение: оплата по счёту № ${120 + (n % 360)}, в том числе НДС.\n\nПисьмо создано автоматически, отвечать на него не нужно.`,
  ],
  [
    'Экспресс-Т',
    'track@express-t.example',
    (n) => `Груз ${n % 100_000}: принят к перевозке`,
    (n) =>
      `Накладная ${n % 100_000}\nМест: ${(n % 6) + 1}\nВес: ${(n % 400) + 40} кг\n\nСледить: https://express-t.example/t/${n % 100_000}`,
  ],
  [
    'Экспресс-Т',
    'track@express-t.example',
    (n) => `Груз ${n % 100_000}: вручён`,
    (n) =>
      `Накладная ${n % 100_000}: груз вручён получателю, подпись на месте.\n\nОцените водителя: https://express-t.example/o/${n % 100_000}`,
  ],
  [
    'Сайт «Северный свет»',
    'site@sever-svet.example',
    (n) => `Заявка с сайта № ${n % 10_000}`,
    (n) =>
      `Форма: «Рассчитать освещение»\nПлощадь: ${(n % 60) * 50 + 100} м²\nГород: ${pick(`город${n}`, ['Омск', 'Пенза', 'Курган', 'Череповец', 'Орёл', 'Псков'])}\nОткуда узнали: ${pick(`канал${n}`, ['поиск', 'посоветовали', 'выставка'])}\nТелефон: +7 912 555-01-${80 + (n % 20)}`,
  ],
  [
    'ЭДО «Диалог»',
    'robot@edo-dialog.example',
    (n) => `Новый документ: УПД ${n % 900}`,
    (n) => `Контрагент подписал документ УПД № ${n % 900}.\nОткрыть: https://edo-dialog.example/d/${n}`,
  ],
  [
    'Площадка «Госзаказ»',
    'notify@goszakaz.example',
    (n) => `Изменение в закупке № ${n}`,
    (n) => `По закупке № ${n}, за которой вы следите, опубликовано разъяснение документации.`,
  ],
]

export function notices(now: number, days: number): Planned[] {
  return Array.from({ length: Math.floor(days * 0.62) }, (_, i): Planned => {
    const at = now - i * (86_400_000 / 0.62) - between(`notice${i}`, 40, 1400) * 60_000
    const [name, email, subject, text] = pick(`notice${i}kind`, NOTICES)
    const n = hash(`notice${i}n`) % 1_000_000
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at),
      ['From', mailbox(name, email)],
      ['To', OFFICE.main],
      ['Subject', encodeWords(subject(n))],
      ['Date', dateHeader(at, 3)],
      ['Message-ID', `<${token(`notice${i}`)}@${email.split('@')[1]}>`],
      ['Auto-Submitted', 'auto-generated'],
    ]
    return {
      at,
      folder: i > 20 && i % 6 === 0 ? 'Trash' : 'INBOX',
      isUnread: i < 2,
      write: () => buildLetter({ headers, text: text(n, at), html: null, charset: 'utf-8', files: [] }),
    }
  })
}

const SPAM = [
  [
    'Продвижение сайтов',
    'seo@top-pervyi.example',
    'Ваш сайт на 47 месте, исправим за неделю',
    'Мы изучили ваш сайт и нашли 112 ошибок. Ответьте «да», и мы начнём.',
  ],
  [
    'Аренда баз',
    'bazy@rassylka-24.example',
    'База 40 000 директоров',
    'Свежая база, проверена вчера. Оплата по факту, пробник бесплатно.',
  ],
  [
    'Mr. Collins',
    'office@lucky-heir.example',
    'Confidential proposal for you',
    'Dear friend, I am the lawyer of a late client who bears your last name and left a fortune.',
  ],
  [
    'Best Watches',
    'sale@replica-time.example',
    'Only today: watches like real',
    'Nobody will notice. Free shipping to any country.',
  ],
  [
    'Центр обучения',
    'kurs@ohrana-truda-plus.example',
    'Штраф 130 000 за необученного сотрудника',
    'Успейте обучить сотрудников за один день, удостоверение сразу.',
  ],
] as const

export function spam(now: number, days: number): Planned[] {
  return Array.from({ length: 26 }, (_, i): Planned => {
    const at = now - Math.floor((i * days) / 26) * 86_400_000 - between(`spam${i}`, 1, 20) * 3_600_000
    const [name, email, subject, text] = SPAM[i % SPAM.length] ?? SPAM[0]
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at, false),
      ['From', mailbox(name, email)],
      ['To', OFFICE.main],
      ['Subject', encodeWords(subject)],
      ['Date', dateHeader(at, 3)],
      ['Message-ID', `<${token(`spam${i}`)}@${email.split('@')[1]}>`],
    ]
    const html = `<p>${escapeHtml(text)}</p><p><a href="https://${email.split('@')[1]}/go">&gt;&gt;&gt;</a></p>`
    return {
      at,
      folder: 'Junk',
      isUnread: i < 4,
      write: () => buildLetter({ headers, text, html, charset: 'utf-8', files: [] }),
    }
  })
}
