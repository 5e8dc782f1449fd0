import type { ConversationDetail } from '../../../shared/api/conversations.ts'
import type { Letter } from '../../../shared/model/conversation.ts'
import { client } from '../../lib/client.ts'
import { prefetch as askAhead, dropKept, kept, type Live, live } from '../../lib/live.svelte.ts'
import { isNoLetter } from './broken.ts'
import { viewOf } from './letter-view.svelte.ts'

type Question = { id: number }
/** Under this name answers are kept: the next conversations are asked ahead. */
const NAME = 'conversation'

/** In a component: the conversation as a question that stays asked. */
export function liveConversation(id: () => number | null): Live<Question, ConversationDetail> {
  const input = () => {
    const now = id()
    return now === null ? null : { id: now }
  }
  return live(client.conversations.get, input, ['conversations'], { name: NAME, ids: (question) => [question.id] })
}

/** The last answer about a conversation, at once: what was asked ahead, or seen before. */
export function keptConversation(id: number): ConversationDetail | undefined {
  // Only answers of the procedure above are kept under this name.
  return kept(NAME, { id }) as ConversationDetail | undefined
}

/** Makes the next J or K instant: the conversation is asked and its newest letter cleaned while the page is idle. */
export async function prefetch(conversationId: number): Promise<void> {
  const procedure = async (input: Question) => {
    const detail = await client.conversations.get(input)
    const newest = detail.messages.at(-1)
    if (newest && hasBody(newest)) {
      const view = viewOf(newest.id)
      view.readIn(newest.encoding)
      void view.load('idle')
    }
    return detail
  }
  await askAhead(NAME, procedure, { id: conversationId })
}

/** As `prefetch`, for one that has changed since it was last seen. */
export function askAnew(conversationId: number): Promise<void> {
  dropKept(NAME, { id: conversationId })
  return prefetch(conversationId)
}

export const hasBody = (letter: Letter): boolean =>
  letter.reading === 'whole' || letter.reading === 'partial' || isNoLetter(letter)
