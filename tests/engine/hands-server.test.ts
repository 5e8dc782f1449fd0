import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { mergeConversations, moveLetters } from '../../src/main/engine/hands.ts'
import type { ConversationId, MailboxId, MessageId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

let server: Dovecot
let office: Office
let id: MailboxId
const USER = 'hands'

beforeAll(async () => {
  server = await startDovecot(USER)
})
afterAll(() => server?.stop())
beforeEach(() => {
  office = openOffice()
})
afterEach(() => office.close())

const talks = () =>
  office.rows<{ number: number; ids: string }>(
    "SELECT c.number, group_concat(replace(m.message_id, '@client.example', ''), '+') AS ids FROM (SELECT * FROM conversation_messages ORDER BY at, message_id) n JOIN messages m ON m.id = n.message_id JOIN conversations c ON c.id = n.conversation_id GROUP BY c.id ORDER BY c.number",
  )
const stands = (letter: string) =>
  office.rows<{ message: MessageId; conversation: ConversationId }>(
    'SELECT n.message_id AS message, n.conversation_id AS conversation FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE m.message_id = ?',
    `${letter}@client.example`,
  )[0]!
const at = (hour: number) => Date.UTC(2026, 2, 10, hour)

test('what was merged and split by hand stays so through a restart, another UIDVALIDITY and everything read anew', {
  timeout: 90_000,
}, async () => {
  for (const letter of [
    plainLetter({ id: 'a', subject: 'Lamps', at: at(9) }),
    plainLetter({ id: 'b', subject: 'Re: Lamps', inReplyTo: 'a', at: at(10) }),
    plainLetter({ id: 'c', subject: 'Re: Lamps', inReplyTo: 'b', at: at(11) }),
    plainLetter({ id: 'd', subject: 'Passport', from: 'vera@client.example', at: at(12) }),
  ])
    await server.deliver(USER, letter)
  id = await office.connect(US, server.login(USER))
  await office.watching(id)
  const { engine, owner } = office
  expect(moveLetters(engine, owner, stands('b').conversation, [stands('b').message], null)).toMatchObject({ ok: true })
  expect(mergeConversations(engine, owner, stands('b').conversation, stands('d').conversation)).toMatchObject({
    ok: true,
  })
  const arranged = talks()
  expect(arranged.map((talk) => talk.ids)).toEqual(expect.arrayContaining(['a+c', 'b+d']))

  await office.stop()
  await server.doveadm('mailbox', 'update', '-u', USER, '--uid-validity', '88888', 'INBOX')
  await server.deliver(USER, plainLetter({ id: 'e', subject: 'Re: Lamps', inReplyTo: 'b', at: at(13) }))
  await office.restart()
  await office.until(() => office.count('SELECT count(*) FROM messages') === 5)
  await office.until(
    () => office.count("SELECT count(*) FROM placements WHERE gone_at IS NULL AND uid_validity = '88888'") === 5,
  )
  expect(talks()).toEqual(arranged.map((talk) => (talk.ids === 'b+d' ? { ...talk, ids: 'b+d+e' } : talk)))
  expect(office.check().faults).toEqual([])
})
