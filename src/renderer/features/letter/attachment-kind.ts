import type { Attachment } from '../../../shared/model/conversation.ts'

const TABLES = /^(?:xlsx?|xlsm|ods|csv|numbers)$/
const TEXTS = /^(?:docx?|rtf|odt|pages|txt|md)$/
const DOUBLE = /\.(?:pdf|docx?|xlsx?|jpe?g|png|txt|zip)\.[a-z0-9]{2,5}$/i
const ARCHIVE_TAIL = /\.(?:gz|zip|7z|sig|p7s|asc|part|bak)$/i

/** The label on the square before a file's name and its colour: red, green (tables), blue (texts), grey. */
export function kindOf(file: { name: string; mime: string }): { label: string; tone: '' | 'x' | 'w' | 'g' } {
  const ending =
    /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1]?.toLowerCase() ??
    file.mime
      .split('/')[1]
      ?.split(/[.+;-]/)
      .at(-1) ??
    ''
  const label = ending.slice(0, 3).toUpperCase() || '…'
  if (ending === 'pdf') return { label, tone: '' }
  if (TABLES.test(ending)) return { label, tone: 'x' }
  return { label, tone: TEXTS.test(ending) ? 'w' : 'g' }
}

/** "Invoice.pdf.html": a second ending that pretends to be the kind. */
export const hasTwoEndings = (name: string): boolean => DOUBLE.test(name) && !ARCHIVE_TAIL.test(name)

/** Files under the letter: pictures that stand inside its text are not listed again. */
export const listed = (attachments: readonly Attachment[], hasHtml: boolean): Attachment[] =>
  attachments.filter((file) => !(file.isInline && hasHtml && file.preview === 'image'))
