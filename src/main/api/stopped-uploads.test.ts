// A page tells of a stopped upload over its line; the upload itself takes another way.
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Contract } from '../../shared/api/contract.ts'
import type { DraftId } from '../../shared/model/ids.ts'
import { asPage, PASSWORD, type Page, pageOf, TestOffice } from '../server/host-rig.ts'

let office: TestOffice
let irina: Page
let hers: ContractRouterClient<Contract>
let his: ContractRouterClient<Contract>
let draftId: DraftId
const sockets: WebSocket[] = []

beforeAll(async () => {
  office = await TestOffice.start()
  irina = await office.firstAdmin()
  await office.addUser('pavel@sever.example')
  const entry = { email: 'pavel@sever.example', password: PASSWORD, remember: false }
  hers = await lineOf(irina)
  his = await lineOf(await pageOf(await office.post('/session/sign-in', entry)))
  draftId = (await hers.drafts.save(LETTER)).draft.id
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await office.end()
})

const LETTER = {
  ...{ id: null, revision: 0, unheard: [], mailboxId: null, to: [], cc: [], bcc: [], subject: 'Files', html: '' },
  ...{ replyTo: null, mode: 'new' as const, conversationId: null, afterSend: 'waiting' as const },
  ...{ isSigned: true, isQuoted: true, isCommon: false },
}

test('a file that is stored already goes out of the draft with the word of its stop', async () => {
  expect((await sent(11)).status).toBe(201)
  expect((await sent(12)).status).toBe(201)
  await hers.files.stop({ draftId, at: 11 })
  expect(await placesThere()).toEqual([12])
})

test('a file on its way, and one whose request comes after the stop, never come into the draft', async () => {
  const coming = begun(21)
  coming.write('half')
  await pause(200)
  await hers.files.stop({ draftId, at: 21 })
  coming.end('rest')
  expect(await statusOf(coming)).toBe('broken off')
  await hers.files.stop({ draftId, at: 22 })
  expect((await sent(22)).status).toBe(404)
  expect(await placesThere()).toEqual([12])
})

test("nobody stops an upload to somebody else's draft, or to one that is no more", async () => {
  const refused = { data: { problem: 'not-found' } }
  await expect(his.files.stop({ draftId, at: 12 })).rejects.toMatchObject(refused)
  await expect(hers.files.stop({ draftId: 999 as DraftId, at: 12 })).rejects.toMatchObject(refused)
  await expect(his.files.stop({ draftId, at: 31 })).rejects.toMatchObject(refused)
  expect((await sent(31)).status).toBe(201)
  expect(await placesThere()).toEqual([12, 31])
})

const addressOf = (at: number) => `${office.host.url}/api/v1/drafts/${draftId}/files?name=file-${at}.txt&at=${at}`
const sent = (at: number) => fetch(addressOf(at), { method: 'POST', headers: asPage(irina), body: `file ${at}` })
const begun = (at: number) => request(addressOf(at), { method: 'POST', headers: asPage(irina) })

function statusOf(coming: ReturnType<typeof begun>): Promise<number | undefined | 'broken off'> {
  return new Promise((resolve) => {
    coming.on('response', (answer) => resolve(answer.resume().statusCode))
    coming.on('error', () => resolve('broken off'))
  })
}

async function placesThere(): Promise<number[]> {
  const { files } = await hers.files.list({ draftId, mailboxId: null })
  return files.map((file) => file.position)
}

async function lineOf(page: Page): Promise<ContractRouterClient<Contract>> {
  const { url } = office.host
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { cookie: page.cookie, origin: url } })
  sockets.push(socket)
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  socket.send(JSON.stringify({ secret: page.secret, build: '' }))
  await new Promise((resolve) => socket.once('message', resolve))
  // The same shape as a browser's socket, as the link asks for it.
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
}
