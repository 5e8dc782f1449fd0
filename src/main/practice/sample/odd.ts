// The letters that no office is spared: huge, broken, false.
import type { LetterSource } from '../letter-source.ts'
import { OFFICE } from './cast.ts'
import { base64Lines, buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import type { Planned } from './planned.ts'
import { traces } from './talks.ts'

const DAY = 86_400_000

function incoming(
  name: string,
  email: string,
  subject: string,
  id: string,
  at: number,
  passed = true,
): [string, string][] {
  return [
    ...traces(email, OFFICE.main, at, passed),
    ['From', mailbox(name, email)],
    ['To', OFFICE.main],
    ['Subject', encodeWords(subject)],
    ['Date', dateHeader(at, 3)],
    ['Message-ID', id],
  ]
}

export function oddLetters(now: number): Planned[] {
  const phishAt = now - DAY - 2 * 3_600_000
  const brokenAt = now - 8 * DAY
  const brokenId = '<20261112.broken@fasad-plus.example>'
  return [
    { at: phishAt, folder: 'INBOX', isUnread: true, write: () => phishing(phishAt) },
    { at: brokenAt, folder: 'INBOX', isUnread: false, write: () => brokenBoundary(brokenAt, brokenId) },
    {
      at: brokenAt + 3 * 3_600_000,
      folder: 'Sent',
      isUnread: false,
      write: () => answerToBroken(brokenAt + 3 * 3_600_000, brokenId),
    },
    { at: now - 40 * DAY, folder: 'INBOX', isUnread: false, write: () => nameless(now - 40 * DAY) },
  ]
}

/** The name shows a client's address, the letter comes from elsewhere and fails every check. */
function phishing(at: number): Buffer {
  const headers = incoming(
    'belova@skladtrans.example',
    'billing@skladtrans-pay.example',
    'Re: Освещение склада, корпус 2: новые реквизиты',
    '<new-iban@skladtrans-pay.example>',
    at,
    false,
  )
  headers.push(['Reply-To', 'oplata.skladtrans@quick-mail.example'])
  const text =
    'Добрый день!\n\nУ нас сменился банк. Просим возврат по счёту 318 направить на новые реквизиты сегодня до 16:00, старый счёт закрыт. Документ по ссылке: https://skladtrans-pay.example/doc\n\nАнна Белова, отдел закупок'
  const html =
    '<p>Добрый день!</p><p>У нас сменился банк. Просим возврат по счёту 318 направить на новые реквизиты сегодня до 16:00, старый счёт закрыт. Документ по ссылке: <a href="https://skladtrans-pay.example/doc">https://skladtrans.example/rekvizity.pdf</a></p><p>Анна Белова, отдел закупок</p>'
  return buildLetter({ headers, text, html, charset: 'utf-8', files: [] })
}

/** The header names one boundary and the body uses another, as a broken gateway made it. */
function brokenBoundary(at: number, id: string): Buffer {
  const headers = incoming('Фасад-Плюс, приёмная', 'office@fasad-plus.example', 'Замеры фасада, 2 листа', id, at)
  const body = 'Добрый день! Замеры фасада во вложении, два листа. Если файл не откроется, скажите, перешлём ещё раз.'
  return Buffer.from(
    `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="gate-1144"\r\n\r\n--gate-4411\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}\r\n--gate-4411\r\nContent-Type: application/pdf; name="zamery.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--gate-44`,
  )
}

function answerToBroken(at: number, id: string): Buffer {
  const headers: [string, string][] = [
    ['From', mailbox(`Денис Карпов, ${OFFICE.name}`, OFFICE.main)],
    ['To', mailbox('Фасад-Плюс, приёмная', 'office@fasad-plus.example')],
    ['Subject', encodeWords('Re: Замеры фасада, 2 листа')],
    ['Date', dateHeader(at, 3)],
    ['Message-ID', `<answer.broken@${OFFICE.domain}>`],
    ['In-Reply-To', id],
    ['References', id],
  ]
  return buildLetter({
    headers,
    text: 'Добрый день! Вложение не дошло, письмо пришло битым. Перешлите, пожалуйста, ещё раз, лучше архивом.\n\n--\nДенис Карпов',
    html: null,
    charset: 'utf-8',
    files: [],
  })
}

/** An old scanner: no Message-ID, no subject, no date. */
function nameless(at: number): Buffer {
  const headers = incoming('МФУ 2 этаж', 'scan@sever-svet.example', '', '', at).filter(
    ([name]) => !['Subject', 'Date', 'Message-ID'].includes(name),
  )
  return buildLetter({
    headers,
    text: 'Scan attached.',
    html: null,
    charset: 'utf-8',
    files: [{ name: 'scan.txt', mime: 'text/plain', bytes: Buffer.from('Scanned page 1\r\n') }],
  })
}

const WAV_HEAD = 44
/** Whole base64 lines of 57 bytes and whole waves of 441 samples, so that each block is like the one before. */
const BLOCK = 57 * 882
const BLOCKS = 870

/** 60 MB with a recording inside, made piece by piece: nothing of it is ever held whole. */
export function hugeLetter(now: number): { at: number; source: LetterSource } {
  const at = now - 8 * DAY - 2 * 3_600_000
  const headers = incoming(
    'Роман Ершов',
    'ershov@logopark.example',
    'Запись совещания по секции В, 8 минут',
    '<meeting-v@mail.logopark.example>',
    at,
  )
  const head = Buffer.from(
    `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="huge-1"\r\n\r\n--huge-1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nКоллеги, запись целиком, как просили. Про секцию В начинается с шестой минуты. Файл большой, простите: сжать не умею.\r\n\r\nРоман\r\n--huge-1\r\nContent-Type: audio/wav; name="${encodeWords('Совещание_секция_В.wav')}"\r\nContent-Disposition: attachment; filename="${encodeWords('Совещание_секция_В.wav')}"\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
  )
  const wav = wavHead(BLOCKS * BLOCK - WAV_HEAD + BLOCK)
  // The first block starts with the header of the file, so it is cut by as much.
  const wave = samples()
  const first = base64Lines(Buffer.concat([wav, wave.subarray(WAV_HEAD)]))
  const tail = Buffer.from('\r\n--huge-1--\r\n')
  const size = head.length + first.length * (BLOCKS + 1) + tail.length
  return {
    at,
    source: {
      size: () => size,
      *chunks() {
        yield head
        yield first
        const repeated = base64Lines(wave)
        for (let i = 0; i < BLOCKS; i++) yield repeated
        yield tail
      },
    },
  }
}

function samples(): Buffer {
  const wave = Buffer.alloc(BLOCK)
  for (let i = 0; i < BLOCK / 2; i++) wave.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * i) / 441)), i * 2)
  return wave
}

function wavHead(dataBytes: number): Buffer {
  const head = Buffer.alloc(WAV_HEAD)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + dataBytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(44_100, 24)
  head.writeUInt32LE(88_200, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(dataBytes, 40)
  return head
}
