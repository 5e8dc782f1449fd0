import { OFFICE } from './cast.ts'
import { makeFile } from './files.ts'
import { buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import { picture } from './pictures.ts'
import type { Planned } from './planned.ts'
import { traces } from './talks.ts'

/** Letters with pictures inside the text, as a shop-window of a supplier. */
export function picturedLetters(now: number): Planned[] {
  return [6, 48, 120, 230, 320].map((daysAgo, i): Planned => {
    const at = now - daysAgo * 86_400_000 - 3 * 3_600_000
    const email = 'polyakov@zavod-driver.example'
    const headers: [string, string][] = [
      ...traces(email, OFFICE.main, at),
      ['From', mailbox('Степан Поляков', email)],
      ['To', OFFICE.main],
      ['Subject', encodeWords(`Драйверы: новая серия, выпуск ${5 - i}`)],
      ['Date', dateHeader(at, 3)],
      ['Message-ID', `<series${i}@zavod-driver.example>`],
      ['Precedence', 'bulk'],
    ]
    const text =
      'Коллеги, добрый день!\n\nПоказываем новую серию: корпус тоньше на 4 мм, пусковой ток вдвое ниже. Фото с испытаний ниже, каталог во вложении.\n\nСтепан Поляков, завод «Драйвер»'
    const html = `<html><body><p>Коллеги, добрый день!</p><p>Показываем новую серию: корпус тоньше на 4 мм, пусковой ток вдвое ниже. Фото с испытаний:</p><p><img src="cid:test${i}@zavod" width="480" alt="Испытания"></p><p>Степан Поляков,<br><img src="cid:logo${i}@zavod" width="120" alt="Драйвер"></p></body></html>`
    return {
      at,
      folder: 'INBOX',
      isUnread: false,
      write: () =>
        buildLetter({
          headers,
          text,
          html,
          charset: 'utf-8',
          files: [
            { name: 'test.png', mime: 'image/png', bytes: picture((i + 2) % 8), contentId: `test${i}@zavod` },
            { name: 'logo.png', mime: 'image/png', bytes: picture(0), contentId: `logo${i}@zavod` },
            makeFile('Каталог_драйверов.pdf', ['Серия Д-40', 'Серия Д-60', 'Серия Д-150']),
          ],
        }),
    }
  })
}
