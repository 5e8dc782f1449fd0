import { expect, test } from 'vitest'
import { looksPublic } from './public-host.ts'

test('the office computer by name or by a private address is not public', () => {
  for (const host of [
    'localhost',
    'office-pc',
    'office-pc.local',
    '127.0.0.1',
    '192.168.1.20',
    '10.0.0.7',
    '172.20.1.1',
    '[::1]',
    '[fe80::1]',
    '[fd12::5]',
  ])
    expect(looksPublic(host), host).toBe(false)
})

test('a name or an address of the internet is public', () => {
  for (const host of ['mail.sever-svet.ru', '93.184.216.34', '172.32.0.1', '[2a02:6b8::1]'])
    expect(looksPublic(host), host).toBe(true)
})
