import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { asPage, asProgram, PASSWORD, type Page, pageOf, TestOffice } from '../server/host-rig.ts'

let office: TestOffice
let irina: Page

beforeAll(async () => {
  office = await TestOffice.start()
})
afterAll(() => office.end())

test('before the office exists nobody gets anything but the way in', async () => {
  expect(await (await office.get('/session')).json()).toMatchObject({ office: null, user: null, isSample: false })
  expect((await office.get('/api/v1/mailboxes')).status).toBe(401)
  expect(
    (await office.post('/session/sign-in', { email: 'a@b.ru', password: 'anything at all', remember: false })).status,
  ).toBe(401)
})

test('the first administrator is made by the link only, once, with a password long enough', async () => {
  const link = office.link()
  const wrong = await office.post('/session/first-admin', {
    link: 'guessed',
    office: 'x',
    firstName: 'x',
    lastName: '',
    email: 'x@x.ru',
    password: PASSWORD,
    locale: 'ru',
  })
  expect([wrong.status, await wrong.json()]).toMatchObject([401, { problem: 'link-expired' }])
  await expect(office.firstAdmin({ link, password: 'short' })).rejects.toThrow('password-short')
  await expect(office.firstAdmin({ link, email: 'nobody' })).rejects.toThrow('address-malformed')
  irina = await office.firstAdmin({ link })
  expect(irina.user).toMatchObject({ name: 'Ирина Соколова', role: 'admin', locale: 'ru' })
  await expect(office.firstAdmin({ link })).rejects.toThrow('link-used')
  expect(office.host.entry()).not.toContain('link=')
})

test('the cookie is closed to scripts and other sites', async () => {
  const answer = await office.post('/session/sign-in', {
    email: 'IRINA@sever.example ',
    password: PASSWORD,
    remember: true,
  })
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^golub_[\da-f]{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
  )
})

test('the cookie alone opens nothing: the page must know its secret', async () => {
  expect((await office.get('/api/v1/mailboxes', asPage(irina))).status).toBe(200)
  expect((await office.get('/api/v1/mailboxes', { cookie: irina.cookie })).status).toBe(401)
  expect((await office.get('/api/v1/mailboxes', { ...asPage(irina), 'x-golub-secret': 'guessed' })).status).toBe(401)
  expect((await office.get('/api/v1/mailboxes', { 'x-golub-secret': irina.secret })).status).toBe(401)
  expect((await (await office.get('/session', asPage(irina))).json()).user).toMatchObject({
    email: 'irina@sever.example',
  })
  expect((await (await office.get('/session', { cookie: irina.cookie })).json()).user).toBeNull()
})

test('after five wrong passwords there is a pause of a minute, also for the right one', async () => {
  await office.addUser('pavel@sever.example')
  const tries = []
  for (let n = 0; n < 6; n++)
    tries.push(
      (
        await office.post('/session/sign-in', {
          email: 'pavel@sever.example',
          password: 'wrong password',
          remember: false,
        })
      ).status,
    )
  expect(tries).toEqual([401, 401, 401, 401, 401, 429])
  const right = await office.post('/session/sign-in', {
    email: 'pavel@sever.example',
    password: PASSWORD,
    remember: false,
  })
  expect([right.status, await right.json()]).toMatchObject([
    429,
    { problem: 'too-many-tries', params: { seconds: expect.any(Number) } },
  ])
  expect((await office.get('/api/v1/mailboxes', asPage(irina))).status).toBe(200)
})

test('the socket wants the cookie, the secret first, and no foreign page', async () => {
  expect(await hello(irina, { secret: irina.secret })).toMatchObject({ ok: true })
  expect(await hello(irina, { secret: 'guessed' })).toEqual({ ok: false, problem: 'signed-out' })
  expect(await hello({ ...irina, cookie: '' }, { secret: irina.secret })).toEqual({ ok: false, problem: 'signed-out' })
  expect(await hello(irina, { secret: irina.secret }, { origin: 'http://evil.example' })).toBe(403)
  expect(await hello(irina, { secret: irina.secret }, { host: 'evil.example' })).toBe(403)
})

test('signing out ends the session and the sockets that it opened', async () => {
  const page = await pageOf(
    await office.post('/session/sign-in', { email: 'irina@sever.example', password: PASSWORD, remember: false }),
  )
  const socket = new WebSocket(`${office.host.url.replace('http', 'ws')}/ws`, { headers: { cookie: page.cookie } })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ secret: page.secret, build: 'x' }))
  await new Promise((resolve) => socket.once('message', resolve))
  expect((await office.post('/session/sign-out', {}, { cookie: page.cookie })).status).toBe(401)
  expect((await office.post('/session/sign-out', {}, asPage(page))).status).toBe(200)
  expect(await closed).toBe(4001)
  expect((await office.get('/api/v1/mailboxes', asPage(page))).status).toBe(401)
})

test('a token reads with the rights of its user and can make neither users nor tokens', async () => {
  const token = await office.token('irina@sever.example')
  expect((await office.get('/api/v1/status', asProgram(token))).status).toBe(200)
  expect((await office.get('/api/v1/status', asProgram(`${token}x`))).status).toBe(401)
  const { paths } = await (await office.get('/api/v1/openapi.json')).json()
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/mailboxes',
      '/conversations',
      '/conversations/{id}',
      '/messages/{id}',
      '/messages/{id}/source',
      '/messages/{id}/attachments/{n}',
      '/contacts',
      '/search',
      '/outbox',
      '/messages',
    ]),
  )
  expect(Object.keys(paths).filter((path) => /user|token|session/.test(path))).toEqual([])
})

test('no other host name, origin or site is answered', async () => {
  expect(await statusWith({ host: 'evil.example' })).toBe(403)
  expect((await office.get('/session', { origin: 'http://evil.example' })).status).toBe(403)
  expect((await office.get('/session', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect(
    (
      await office.post(
        '/session/sign-in',
        { email: '', password: '', remember: false },
        { 'content-type': 'text/plain' },
      )
    ).status,
  ).toBe(400)
})

/** The answer to the first message, or the HTTP status that refused the upgrade. */
function hello(page: Page, message: { secret: string }, headers: Record<string, string> = {}): Promise<unknown> {
  const socket = new WebSocket(`${office.host.url.replace('http', 'ws')}/ws`, {
    headers: { cookie: page.cookie, ...headers },
  })
  return new Promise((resolve) => {
    socket.once('open', () => socket.send(JSON.stringify({ ...message, build: 'x' })))
    socket.once('message', (data) => {
      resolve(JSON.parse(String(data)))
      socket.close()
    })
    socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode))
    socket.once('error', () => undefined)
  })
}

// fetch does not let one choose the Host header.
async function statusWith(headers: Record<string, string>): Promise<number> {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    request(`${office.host.url}/session`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })
}
