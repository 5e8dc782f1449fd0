// A synthetic office mailbox: letters in Russian and English as they come in an office of ten years, with the truth about each.
// The same seed gives the same letters; the first N do not depend on how many are asked for.
import {
  bounce,
  charsetOf,
  escaped,
  htmlOf,
  invitation,
  newsletterHtml,
  plainOf,
  type Said,
  signatureOf,
} from './bodies.ts'
import type { Charset } from './charsets.ts'
import { Dice } from './dice.ts'
import { dateOf, headOf, type Kind, type Plan, traceOf } from './heads.ts'
import { filePart, multipart, type Part, picturePart, textPart } from './parts.ts'
import { DOMAINS, OFFICE, type Somebody, somebody } from './people.ts'
import { answer, type Defect, newSubject, type Talk } from './talks.ts'
import { capital, type Language, paragraph, word } from './words.ts'

/** What a reader of the letter should find; the store is compared with it. */
export interface Truth {
  no: number
  /** Message-ID without brackets, '' when the letter has none. */
  id: string
  /** Talk to which it belongs, and the letter that it answers. */
  talk: number
  parent: number | null
  kind: Kind
  defect: Defect
  charset: Charset
  language: Language
  size: number
  attachments: number
  subject: string
}

export interface CorpusLetter {
  source: Buffer
  /** Arrival, UTC ms. */
  at: number
  flags: string[]
  truth: Truth
}

export interface CorpusOptions {
  letters: number
  seed?: number
  /** One letter with a file of 20 MB among so many; 0 for none. */
  hugeEvery?: number
}

const BEGIN = Date.UTC(2024, 0, 8, 6)
const STEP_MS = 3_100_000
const HUGE_BYTES = 20 * 1024 * 1024
/** Talks that can still be answered. */
const OPEN_TALKS = 800

export function* corpus({ letters, seed = 1, hugeEvery = 10_000 }: CorpusOptions): Generator<CorpusLetter> {
  const talks: Talk[] = []
  let talkCount = 0
  for (let no = 0; no < letters; no++) {
    const dice = new Dice(seed, `letter ${no}`)
    const at = BEGIN + no * STEP_MS + dice.int(0, 2_000_000)
    const kind = kindOf(dice.next())
    const isAnswer =
      kind !== 'newsletter' && kind !== 'bounce' && talks.length > 0 && (kind === 'autoreply' || dice.chance(0.58))
    const known = isAnswer ? talks.at(-1 - Math.floor(Math.min(talks.length, 400) * dice.next() ** 2)) : undefined
    const talk = known ?? newTalk(dice, talkCount++, kind)
    const files = filesOf(dice, kind, hugeEvery > 0 && no % hugeEvery === hugeEvery >> 1)
    const letter = known ? replyTo(dice, known, kind, no, at, files) : opening(dice, talk, kind, no, at, files)
    yield letter.made
    if (letter.said && letter.made.truth.id !== '') {
      talk.letters.push(letter.said)
      if (!known) talks.push(talk)
      // A talk that was answered is answered again sooner than an old one.
      else if (dice.chance(0.5)) talks.push(...talks.splice(talks.indexOf(known), 1))
      if (talks.length > OPEN_TALKS) talks.splice(0, 200)
    }
  }
}

function kindOf(share: number): Kind {
  if (share < 0.08) return 'newsletter'
  if (share < 0.095) return 'bounce'
  if (share < 0.11) return 'autoreply'
  if (share < 0.13) return 'invitation'
  if (share < 0.18) return 'list'
  if (share < 0.36) return 'plain'
  return share < 0.44 ? 'html' : 'alternative'
}

function filesOf(dice: Dice, kind: Kind, isHuge: boolean): number[] {
  if (isHuge) return [HUGE_BYTES]
  if (kind === 'newsletter' || kind === 'bounce' || kind === 'autoreply' || !dice.chance(0.115)) return []
  return Array.from({ length: dice.chance(0.2) ? 2 : 1 }, () => dice.size(95_000, 1, 20_000, 2_000_000))
}

function newTalk(dice: Dice, no: number, kind: Kind): Talk {
  const client =
    kind === 'newsletter'
      ? {
          name: `${capital(word(dice, 'ru'))} News`,
          email: `news@${dice.pick(DOMAINS)}`,
          language: dice.pick(['ru', 'en'] as const),
        }
      : somebody(dice)
  const company = dice.chance(0.25) ? Array.from({ length: dice.int(1, 3) }, () => somebody(dice)) : []
  const others = [client, ...company.filter((one) => one !== client)]
  return {
    no,
    subject: newSubject(dice, client.language, kind === 'list'),
    language: client.language,
    others: [...new Set(others)],
    letters: [],
  }
}

interface Made {
  made: CorpusLetter
  /** What answers may quote; null for letters that nobody answers. */
  said: Talk['letters'][number] | null
}

function opening(dice: Dice, talk: Talk, kind: Kind, no: number, at: number, files: number[]): Made {
  const [client = OFFICE, ...company] = talk.others
  const isOurs = kind !== 'newsletter' && kind !== 'bounce' && dice.chance(0.2)
  const bouncer: Somebody = { name: 'Mail Delivery System', email: 'MAILER-DAEMON@our.example', language: 'en' }
  const from = kind === 'bounce' ? bouncer : isOurs ? OFFICE : client
  const subject = kind === 'bounce' ? 'Undelivered Mail Returned to Sender' : talk.subject
  const to = isOurs ? client : OFFICE
  return letterOf({
    dice,
    no,
    at,
    kind,
    talk,
    from,
    to,
    cc: kind === 'bounce' ? [] : company,
    subject,
    inReplyTo: '',
    references: '',
    defect: 'none',
    parent: null,
    files,
  })
}

function replyTo(dice: Dice, talk: Talk, kind: Kind, no: number, at: number, files: number[]): Made {
  const reply = answer(dice, talk)
  const isAutomatic = kind === 'autoreply'
  // Machines answer whom they answer, and nobody else.
  const people = isAutomatic ? { to: reply.from === OFFICE ? reply.to : OFFICE, cc: [] } : {}
  const subject = isAutomatic
    ? `${talk.language === 'ru' ? 'Автоответ: ' : 'Automatic reply: '}${talk.subject}`
    : reply.subject
  return letterOf({ dice, no, at, kind, talk, files, ...reply, ...people, subject })
}

function letterOf(plan: Plan): Made {
  const { dice, no, at, kind, talk, from, files } = plan
  const { language } = talk
  const charset = charsetOf(dice, language)
  const hasId = !dice.chance(0.002)
  const id = hasId ? `${dice.hex(12)}.${no}@${from.email.split('@')[1]?.toLowerCase()}` : ''
  const said = saidBy(dice, plan)
  const body = bodyOf(plan, said, charset)
  const part = files.length
    ? multipart(dice, 'mixed', [body, ...files.map((size) => filePart(dice, size, language, charset))])
    : body
  const head = [...traceOf(plan), ...headOf(plan, id, charset), ...part.head]
  const source = Buffer.concat([Buffer.from(`${head.join('\n')}\n\n`), part.body])
  const flags = [
    ...(from === OFFICE || dice.chance(0.85) ? ['\\Seen'] : []),
    ...(dice.chance(0.03) ? ['\\Flagged'] : []),
  ]
  const defect = hasId ? plan.defect : 'no-message-id'
  const truth: Truth = {
    no,
    id,
    talk: talk.no,
    parent: plan.parent,
    kind,
    defect,
    charset,
    language,
    size: source.length,
    attachments: files.length,
    subject: plan.subject,
  }
  const isAnswerable = kind !== 'autoreply' && kind !== 'newsletter' && kind !== 'bounce'
  const quotable = {
    id: `<${id}>`,
    no,
    from,
    text: plainOf(said).slice(0, 2500),
    html: said.paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n'),
  }
  return { made: { source, at, flags, truth }, said: isAnswerable ? quotable : null }
}

function saidBy(dice: Dice, { talk, from, kind, at }: Plan): Said {
  const { language } = talk
  const paragraphs = Array.from({ length: kind === 'autoreply' ? 1 : dice.size(2.6, 0.7, 1, 30) }, () =>
    paragraph(dice, language),
  )
  const said: Said = {
    greeting: language === 'ru' ? 'Добрый день!' : 'Hello,',
    paragraphs,
    signature: signatureOf(dice, from, language),
    quotedText: '',
    quotedHtml: '',
  }
  const last = talk.letters.at(-1)
  if (!last || kind === 'autoreply') return said
  const by = `${dateOf(at - 86_400_000).slice(0, 22)}, ${last.from.name} <${last.from.email}> ${language === 'ru' ? 'пишет' : 'wrote'}:`
  const lines = last.text.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
  const blockquote = `<div class="gmail_quote"><div class="gmail_attr">${escaped(by)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${last.html}</blockquote></div>`
  const outlook = `<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>From:</b> ${escaped(last.from.name)}<br><b>Subject:</b> ${escaped(talk.subject)}</p></div>${last.html}`
  return { ...said, quotedText: `\n\n${by}\n${lines.join('\n')}`, quotedHtml: dice.chance(0.5) ? blockquote : outlook }
}

function bodyOf({ dice, kind, talk, subject, from, to, at }: Plan, said: Said, charset: Charset): Part {
  const contentId =
    (kind === 'html' || kind === 'alternative') && dice.chance(0.1) ? `image001.${dice.hex(8)}@${dice.hex(8)}` : ''
  const plain = () => textPart(dice, plainOf(said), 'plain', charset)
  const html = () => {
    const text = textPart(dice, htmlOf(said, contentId, dice.chance(0.5)), 'html', charset)
    return contentId ? multipart(dice, 'related', [text, picturePart(dice, contentId)]) : text
  }
  switch (kind) {
    case 'bounce':
      return bounce(dice, dateOf(at))
    case 'newsletter':
      return multipart(dice, 'alternative', [
        textPart(dice, `${said.paragraphs.join('\n\n')}\n`, 'plain', charset),
        textPart(dice, newsletterHtml(dice, talk.language), 'html', charset),
      ])
    case 'invitation':
      return invitation(dice, [plain(), html()], subject, from, to, at)
    case 'list':
      return textPart(
        dice,
        `${plainOf(said)}_______________________________________________\nlist mailing list\nhttps://lists.example/listinfo\n`,
        'plain',
        charset,
      )
    case 'html':
      return html()
    case 'alternative':
      return multipart(dice, 'alternative', [plain(), html()])
    default:
      return plain()
  }
}
