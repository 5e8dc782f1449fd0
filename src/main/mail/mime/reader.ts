import { createHash } from 'node:crypto'
import { MOST_SUBJECT } from '../../../shared/text/subjects.ts'
import type { MailAddress, ParsedAttachment, ParsedReport, ReadLetter } from '../types.ts'
import { parseAddresses } from './addresses.ts'
import { isAutomatic } from './automatic.ts'
import { composeBody } from './body.ts'
import { parseDate } from './date.ts'
import { attachmentName } from './file-name.ts'
import { decodeForced, repaired } from './forced.ts'
import { allRaw, firstRaw, type HeaderLine, unfold } from './header-block.ts'
import { htmlToText } from './html-text.ts'
import { messageId, referenceIds } from './ids.ts'
import { languageOf } from './language.ts'
import { type FileLeaf, fileSink, leafKind, type TextLeaf, textSink } from './leaf.ts'
import { isLetter, NoLetter } from './no-letter.ts'
import { packHtml } from './pack.ts'
import { reportOf } from './report.ts'
import { searchFields } from './search-fields.ts'
import { makeSnippet } from './snippet.ts'
import { MimeSplitter, type Part } from './splitter.ts'
import { decodeWords } from './words.ts'

const MAX_TEXT = 200_000

/** Reads one letter from its source as it comes; `end` gives everything the store needs. Memory stays bounded. */
export class LetterReader {
  #texts: TextLeaf[] = []
  #files: FileLeaf[] = []
  #identity = createHash('sha256')
  #splitter = new MimeSplitter((part) => this.#leaf(part))
  readonly #forced: string | null

  /** @param forced an encoding that a person chose for the text, against what the letter says. */
  constructor(forced: string | null = null) {
    this.#forced = forced
  }

  push(bytes: Uint8Array): void {
    this.#splitter.push(bytes)
  }

  /**
   * Throws `NoLetter`.
   * @param sourceHash SHA-256 (hex) of the whole source: the identity of a letter without Message-ID.
   */
  end(sourceHash: string): ReadLetter {
    this.#splitter.end()
    const lines = this.#splitter.root?.lines ?? []
    const fault = this.#splitter.fault
    // Above a header that was cut, the fields may have stood behind the cut.
    if (!isLetter(lines) && fault?.what !== 'header-too-long') throw new NoLetter()
    const letter = this.#headers(lines)
    const body = composeBody(this.#texts)
    const text = (body.text ?? htmlToText(body.html ?? '', MAX_TEXT)).replaceAll('\0', '').trimEnd().slice(0, MAX_TEXT)
    const attachments = this.#attachments(this.#charset(), body.html)
    const people = [letter.from, ...letter.to, ...letter.cc]
    const report = reportOf({
      lines,
      parts: this.#reportParts(),
      from: letter.from.email,
      subject: letter.subject,
      text,
    })
    return {
      ...letter,
      ...(report ? ofReport(letter, report) : {}),
      text,
      html: body.html === null ? null : packHtml(body.html),
      snippet: makeSnippet(text),
      language: languageOf(`${letter.subject} ${text}`),
      attachments,
      contentHash: letter.messageId === '' ? sourceHash : this.#identity.digest('hex'),
      reading: fault ? 'partial' : 'whole',
      readingTrouble: fault,
      search: searchFields(
        letter.subject,
        people,
        attachments.map((file) => file.name),
        text,
      ),
    }
  }

  #leaf(part: Part) {
    const kind = leafKind(part, this.#texts.length > 0)
    if (kind === 'plain' || kind === 'html') {
      const forced = this.#forced
      return textSink(
        part,
        kind,
        (leaf, digest) => {
          this.#texts.push(leaf)
          this.#identity.update(`t${digest}`)
        },
        ...(forced === null ? [] : [(bytes: Uint8Array) => decodeForced(bytes, forced)]),
      )
    }
    return fileSink(part, (leaf, digest) => {
      if (kind === 'file') this.#files.push(leaf)
      this.#identity.update(`f${digest}`)
    })
  }

  #reportParts() {
    const texts = this.#texts.map(({ part, text }) => ({ type: part.type, text }))
    const files = this.#files.filter(({ head }) => head.length > 0)
    return [
      ...texts,
      ...files.map(({ part, head }) => ({ type: part.type, text: Buffer.from(head).toString('latin1') })),
    ]
  }

  #charset(): string | null {
    return (
      this.#forced ??
      this.#texts.find((leaf) => leaf.part.contentType.params.has('charset'))?.part.contentType.params.get('charset') ??
      null
    )
  }

  #headers(lines: HeaderLine[]) {
    const charset = this.#charset()
    const people = (name: string) => parseAddresses(allRaw(lines, name).join(', '), charset)
    const words = (name: string) =>
      decodeWords(unfold(firstRaw(lines, name) ?? ''), charset)
        .replace(/\s+/g, ' ')
        .trim()
    const nobody: MailAddress = { name: '', email: '' }
    // Two From headers: the first that names somebody, whatever stands in the other.
    const from = people('from').find((one) => one.email !== '') ?? people('from')[0] ?? null
    const sender = people('sender')[0] ?? null
    const dateAsWritten = unfold(firstRaw(lines, 'date') ?? '').slice(0, 200)
    const aliases = ['x-microsoft-original-message-id', 'x-golub-id']
      .map((name) => messageId(firstRaw(lines, name)))
      .filter((id) => id !== '')
    return {
      messageId: messageId(firstRaw(lines, 'message-id')),
      inReplyTo: messageId(firstRaw(lines, 'in-reply-to')),
      references: referenceIds(allRaw(lines, 'references')),
      aliases,
      dateAsWritten,
      at: parseDate(dateAsWritten),
      from: named(from ?? sender ?? nobody, (name) => this.#repaired(name)),
      sender,
      replyTo: people('reply-to')[0] ?? null,
      to: people('to'),
      cc: people('cc'),
      bcc: people('bcc'),
      subject: this.#repaired(words('subject')).slice(0, MOST_SUBJECT),
      isAutomatic: isAutomatic(lines, (from ?? sender ?? nobody).email),
      authResults: unfold(firstRaw(lines, 'authentication-results') ?? '')
        .toLowerCase()
        .slice(0, 4000),
      threadTopic: words('thread-topic').slice(0, MOST_SUBJECT),
      threadIndex: unfold(firstRaw(lines, 'thread-index') ?? '').slice(0, 2000),
    }
  }

  #repaired(text: string): string {
    return this.#forced === null ? text : repaired(text, this.#forced)
  }

  #attachments(charset: string | null, html: string | null): ParsedAttachment[] {
    return this.#files.map((leaf, n) => {
      const contentId = contentIdOf(leaf.part)
      const isShown =
        contentId !== null &&
        html !== null &&
        (html.includes(`cid:${contentId}`) || html.includes(`cid:${encodeURIComponent(contentId)}`))
      const isRelated =
        leaf.part.parent?.type === 'multipart/related' &&
        leaf.part.disposition.value !== 'attachment' &&
        leaf.part.type.startsWith('image/')
      return {
        n,
        name: attachmentName(leaf, n, charset),
        mime: leaf.part.type,
        size: leaf.size,
        sha256: leaf.sha256,
        contentId,
        isInline: isShown || (contentId !== null && isRelated),
      }
    })
  }
}

const named = (one: MailAddress, repair: (name: string) => string): MailAddress => ({ ...one, name: repair(one.name) })

// A report that names no letter in its own headers stands with the letter that it brings back.
function ofReport(letter: Pick<ReadLetter, 'inReplyTo' | 'references'>, report: ParsedReport) {
  const [original] = report.originalIds
  const isBare = letter.inReplyTo === '' && letter.references.length === 0
  return { report, isAutomatic: true, ...(isBare && original ? { inReplyTo: original } : {}) }
}

export function contentIdOf(part: Part): string | null {
  return (
    unfold(firstRaw(part.lines, 'content-id') ?? '')
      .replace(/^<|>$/g, '')
      .trim() || null
  )
}
