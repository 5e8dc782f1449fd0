import type { DraftContent } from '../../../shared/api/compose.ts'
import type { Letter } from '../../../shared/model/conversation.ts'

export function emptyContent(): DraftContent {
  return {
    mailboxId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: '',
    replyTo: null,
    mode: 'new',
    conversationId: null,
    afterSend: 'waiting',
    ...{ isSigned: true, isQuoted: true, isCommon: false },
  }
}

/** Nothing a person would miss. */
export const isBlank = (html: string): boolean =>
  !/<img\b/i.test(html) && html.replace(/<[^>]*>|&nbsp;|\s/gi, '') === ''

/** Not even a line or a table. */
export const isEmptyHtml = (html: string) =>
  !/<(img|hr|table)\b/i.test(html) && html.replace(/<[^>]*>|&nbsp;|\s/g, '') === ''

/** The letter that an answer goes to: the newest that has come or left; one of ours on its way only where there is no other. */
export const answeredOf = (letters: readonly Letter[]): Letter | undefined =>
  letters.findLast((letter) => letter.outgoing === null || letter.outgoing.state === 'sent') ?? letters.at(-1)
