import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fetching, fetchPicture, isForbiddenAddress } from './pictures.ts'

const GIF = Buffer.from('R0lGODlhAgACAIAAAAUEBAAAACwAAAAAAgACAAACAoRRADs=', 'base64')
const POINT = Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64')
let server: Server
let port = 0
let heard: Record<string, unknown>[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(request.headers)
    const to = (status: number, headers: Record<string, string>, body?: Buffer | string) =>
      response.writeHead(status, headers).end(body)
    if (request.url === '/picture.gif') to(200, { 'content-type': 'image/gif', 'set-cookie': 'a=b' }, GIF)
    else if (request.url === '/point.gif') to(200, { 'content-type': 'image/gif' }, POINT)
    else if (request.url === '/moved') to(302, { location: '/picture.gif' })
    else if (request.url === '/inside') to(302, { location: 'http://inner.example/picture.gif' })
    else if (request.url === '/round') to(302, { location: '/round' })
    else if (request.url === '/page') to(200, { 'content-type': 'text/html' }, '<p>')
    else if (request.url === '/drawing') to(200, { 'content-type': 'image/svg+xml' }, '<svg/>')
    else if (request.url === '/huge') to(200, { 'content-type': 'image/png', 'content-length': String(1e9) })
    else to(404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an AddressInfo.
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

// The open network is played by loopback; the inner one by another address of it.
const network: Fetching = {
  resolve: async (host) => [{ address: host === 'inner.example' ? '127.0.0.2' : '127.0.0.1', family: 4 }],
  isForbidden: (address) => address !== '127.0.0.1',
}
const fetched = (path: string) => fetchPicture(`http://shop.example:${port}${path}`, network)

test('a picture is fetched without telling who reads', async () => {
  heard = []
  expect(await fetched('/picture.gif')).toEqual({ type: 'image/gif', bytes: GIF })
  expect(heard[0]).not.toHaveProperty('cookie')
  expect(heard[0]).not.toHaveProperty('referer')
  expect(heard[0]).toMatchObject({ host: `shop.example:${port}` })
  expect((await fetched('/moved')).bytes).toEqual(GIF)
})

test('what is no picture, too large, a point or goes round in circles is not shown', async () => {
  for (const path of ['/page', '/drawing', '/huge', '/point.gif', '/round', '/none'])
    await expect(fetched(path)).rejects.toMatchObject({ problem: 'not-found' })
})

test('a redirect into the inner network is refused, and so are inner addresses in any spelling', async () => {
  await expect(fetched('/inside')).rejects.toMatchObject({ problem: 'not-found' })
  for (const url of [
    `http://127.0.0.1:${port}/picture.gif`,
    `http://[::1]:${port}/picture.gif`,
    `http://2130706433:${port}/picture.gif`,
    `http://localhost:${port}/picture.gif`,
    'file:///etc/passwd',
    'ftp://x/y',
  ]) {
    await expect(fetchPicture(url)).rejects.toMatchObject({ problem: 'not-found' })
  }
})

test('private, loopback and reserved ranges are forbidden, the open network is not', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    'not an address',
  ]) {
    expect([address, isForbiddenAddress(address)]).toEqual([address, true])
  }
  for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '172.32.0.1'])
    expect([address, isForbiddenAddress(address)]).toEqual([address, false])
})
