import { call } from '@orpc/server'
import { afterEach, expect, test } from 'vitest'
import type { Context } from '../../src/main/api/context.ts'
import { drafts } from '../../src/main/api/drafts.ts'
import { mergeConversations, moveLetters } from '../../src/main/engine/hands.ts'
import { undoAct } from '../../src/main/engine/hands-undo.ts'
import { draftById, draftOfReply } from '../../src/main/store/drafts.ts'
import type { DraftContent } from '../../src/shared/api/compose.ts'
import type { ConversationId, MessageId } from '../../src/shared/model/ids.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

const VERA = 'Vera <vera@other.example>'
const letter = (id: string, { from = 'Anna <anna@client.example>', subject = `About ${id}`, answers = '' } = {}) =>
  [
    `From: ${from}`,
    'To: ivan@golub.example',
    `Subject: ${subject}`,
    `Message-ID: <${id}@client.example>`,
    'Date: Sat, 14 Mar 2026 08:00:00 +0000',
    ...(answers === '' ? [] : [`In-Reply-To: <${answers}@client.example>`, `References: <${answers}@client.example>`]),
    '',
    `text of ${id}`,
    '',
  ].join('\n')

const receive = async (...about: Parameters<typeof letter>) => (await office.receive(letter(...about))) as MessageId
const stands = (message: MessageId | null) =>
  office.store.reader
    .sql<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages WHERE message_id = ?')
    .get(message)!.id
const engine = () => ({ deps: office.deps })
function did<T>(answer: { ok: true; value: T } | { ok: false; problem: string }): T {
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value
}
const answerTo = (replyTo: MessageId): Partial<DraftContent> => ({
  ...{ to: [{ name: '', email: 'vera@other.example' }], subject: 'Re: Lamps', replyTo, mode: 'reply' as const },
  conversationId: stands(replyTo),
})

test('an answer that waits goes back with its letter when a merge is undone: only a newer letter of that talk stops it', async () => {
  office = await openSendOffice({ undoSeconds: 600 })
  const lamps = await receive('a')
  const asked = await receive('b', { from: VERA })
  const { act } = did(mergeConversations(engine(), office.user.id, stands(lamps), stands(asked)))
  const id = await office.send({ ...answerTo(asked), afterSend: 'closed' })
  did(undoAct(engine(), office.user.id, act))
  expect(stands(asked)).not.toBe(stands(lamps))
  expect(office.item(id).conversationId).toBe(stands(asked))
  expect(stands(office.item(id).messageId)).toBe(stands(asked))
  await receive('a2', { answers: 'a' })
  expect(office.row(id)).toMatchObject({ state: 'queued', because: 'undo-window' })
  await receive('b2', { from: VERA, answers: 'b' })
  expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'newer-letter' })
})

test('an answer that leaves after a merge was undone closes its own conversation and no other', async () => {
  office = await openSendOffice({ undoSeconds: 10 })
  const lamps = await receive('a')
  const asked = await receive('b', { from: VERA })
  const { act } = did(mergeConversations(engine(), office.user.id, stands(lamps), stands(asked)))
  const id = await office.send({ ...answerTo(asked), afterSend: 'closed' })
  did(undoAct(engine(), office.user.id, act))
  office.clock.advance(10_000)
  await office.until(() => office.row(id).state === 'sent')
  const state = (message: MessageId) =>
    office.store.reader.sql<{ state: string }>('SELECT state FROM conversations WHERE id = ?').get(stands(message))!
      .state
  expect([state(asked), state(lamps)]).toEqual(['closed', 'open'])
})

test('an answer that waits follows its letter when a late letter parts the conversation', async () => {
  office = await openSendOffice({ undoSeconds: 600 })
  const one = await receive('x1', { subject: 'Lamps' })
  const two = await receive('x2', { subject: 'Re: Lamps', answers: 'lost' })
  expect(stands(two)).toBe(stands(one))
  const id = await office.send({ ...answerTo(two), to: [{ name: '', email: 'anna@client.example' }] })
  await receive('lost', { subject: 'Chairs' })
  expect(stands(two)).not.toBe(stands(one))
  expect(stands(office.item(id).messageId)).toBe(stands(two))
  expect(office.item(id).conversationId).toBe(stands(two))
})

const inBox = (message: MessageId) =>
  draftOfReply(office.store.reader, office.user.id, message, stands(message))?.id ?? null
const draftStands = (id: number) => draftById(office.store.reader, office.user.id, id as never)?.conversationId

test("an answer being written is with its letter's client again when a merge is undone, and not with the other one", async () => {
  office = await openSendOffice()
  const lamps = await receive('a')
  const asked = await receive('b', { from: VERA })
  const { act } = did(mergeConversations(engine(), office.user.id, stands(lamps), stands(asked)))
  const { id } = office.draft(answerTo(asked))
  expect(inBox(lamps)).toBe(id)
  did(undoAct(engine(), office.user.id, act))
  expect(draftStands(id)).toBe(stands(asked))
  expect([inBox(asked), inBox(lamps)]).toEqual([id, null])
})

test('an answer being written goes along when its letter is split off, and comes back with it', async () => {
  office = await openSendOffice()
  const one = await receive('a')
  const two = await receive('a2', { answers: 'a' })
  const { id } = office.draft(answerTo(two))
  const { act } = did(moveLetters(engine(), office.user.id, stands(one), [two], null))
  expect(stands(two)).not.toBe(stands(one))
  expect(draftStands(id)).toBe(stands(two))
  expect([inBox(two), inBox(one)]).toEqual([id, null])
  did(undoAct(engine(), office.user.id, act))
  expect(draftStands(id)).toBe(stands(one))
  expect(inBox(one)).toBe(id)
})

test('a window that does not know yet that the letter was split off saves the answer with the letter', async () => {
  office = await openSendOffice()
  const one = await receive('a')
  const two = await receive('a2', { answers: 'a' })
  const known = stands(two)
  const { id, revision } = office.draft(answerTo(two))
  const draft = draftById(office.store.reader, office.user.id, id as never)!
  did(moveLetters(engine(), office.user.id, known, [two], null))
  const { store, deps, clock } = office
  const app = {
    store,
    clock,
    log: deps.ports.log,
    engine: { sending: office.sending, deps },
    sessions: { isAlive: () => true },
  }
  const context = {
    app,
    identity: { userId: office.user.id, by: 'token', id: 1 },
    idempotencyKey: null,
  } as unknown as Context
  await call(drafts.save, { ...draft, id, revision, conversationId: known, html: '<div>Yes.</div>' } as never, {
    context,
  })
  expect(draftById(store.reader, office.user.id, id as never)).toMatchObject({
    html: '<div>Yes.</div>',
    conversationId: stands(two),
  })
  expect([inBox(two), inBox(one)]).toEqual([id, null])
})
