import { expect, test } from 'vitest'
import { allowedAddresses, isPrivateAddress } from './dial.ts'

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '192.168.0.1',
  '172.20.0.1',
  '169.254.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  'fd00::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})
test.each(['94.100.180.90', '2a00:1148::1', '8.8.8.8', '172.32.0.1', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})

test('a public name that leads to a private address is refused', async () => {
  const resolve = async () => [{ address: '192.168.1.5', family: 4 as const }]
  await expect(allowedAddresses({ host: 'mail.firma.example', allowedHosts: [] }, resolve)).rejects.toMatchObject({
    trouble: 'private-address',
  })
  expect(
    await allowedAddresses({ host: 'mail.firma.example', allowedHosts: ['Mail.Firma.Example'] }, resolve),
  ).toHaveLength(1)
  expect(await allowedAddresses({ host: 'mail.firma.example', allowedHosts: ['*'] }, resolve)).toHaveLength(1)
})

test('of mixed answers only the public addresses are used', async () => {
  const resolve = async () => [
    { address: '127.0.0.1', family: 4 as const },
    { address: '94.100.180.90', family: 4 as const },
  ]
  expect(await allowedAddresses({ host: 'mail.firma.example', allowedHosts: [] }, resolve)).toEqual([
    { address: '94.100.180.90', family: 4 },
  ])
})
