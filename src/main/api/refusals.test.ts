import { afterAll, beforeAll, expect, test } from 'vitest'
import { asProgram, TestOffice } from '../server/host-rig.ts'

let office: TestOffice
let token: string

beforeAll(async () => {
  office = await TestOffice.start()
  await office.firstAdmin()
  token = await office.token('irina@sever.example')
})
afterAll(() => office.end())

test.each([
  ['that is no JSON', '{"to": [', 'application/json'],
  [
    'that ends in the middle of a form',
    '--x\r\nContent-Disposition: form-data; name="to"',
    'multipart/form-data; boundary=x',
  ],
])('a body %s is refused in the form of every refusal', async (_, body, type) => {
  const answer = await fetch(`${office.host.url}/api/v1/messages`, {
    method: 'POST',
    headers: { ...asProgram(token), 'content-type': type },
    body,
  })
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      defined: true,
      code: 'BAD_REQUEST',
      status: 400,
      message: 'A field of the request is missing or malformed.',
      data: { problem: 'bad-input', params: {} },
    },
  ])
})

test('a mailbox without one half is checked by the other; without both the refusal names them', async () => {
  const post = async (body: object) => {
    const answer = await office.post('/api/v1/mailboxes', { address: 'irina@sever.example', ...body }, asProgram(token))
    return [answer.status, await answer.json()]
  }
  const half = { host: '127.0.0.1', port: 1, security: 'none', login: 'irina', password: 'x', allowPlaintext: true }
  const failed = [400, { data: { problem: 'mailbox-check-failed', params: { trouble: 'refused', host: '127.0.0.1' } } }]
  expect(await post({ imap: half })).toMatchObject(failed)
  expect(await post({ smtp: half })).toMatchObject(failed)
  expect(await post({})).toMatchObject([400, { data: { problem: 'bad-input', field: 'imap' } }])
})
