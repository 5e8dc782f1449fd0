import { expect, test } from 'vitest'
import { emptyHalf, halfFrom, missingIn, toServer, withHost, withSecurity } from './half.ts'

const half = { ...emptyHalf('imap', 'opt@sever-svet.ru'), host: 'imap.sever-svet.ru' }

test('another encryption brings its usual port, an own port stays', () => {
  expect(withSecurity('imap', half, 'starttls').port).toBe('143')
  expect(withSecurity('smtp', { ...half, port: '465' }, 'starttls').port).toBe('587')
  expect(withSecurity('pop3', emptyHalf('pop3', ''), 'starttls').port).toBe('110')
  expect(withSecurity('imap', { ...half, port: '10993' }, 'starttls').port).toBe('10993')
})

test('an unencrypted half waits for the tick, and leaving it takes the tick back', () => {
  const plain = withSecurity('imap', half, 'none')
  expect(missingIn(plain)).toBe('plaintext')
  const agreed = { ...plain, allowPlaintext: true }
  expect(missingIn(agreed)).toBeNull()
  expect(withSecurity('imap', agreed, 'tls').allowPlaintext).toBe(false)
})

test('a wrong port is named, and a half that is left out misses nothing', () => {
  expect(missingIn({ ...half, port: '99999' })).toBe('port')
  expect(missingIn({ ...half, port: 'abc' })).toBe('port')
  expect(missingIn({ ...half, host: ' ', isOn: false })).toBeNull()
})

test('a certificate accepted for one host is not taken to another', () => {
  const pinned = halfFrom({ ...toServer(half), pinnedCertificate: 'AA:BB' })
  expect(withHost(pinned, 'imap.sever-svet.ru').pinnedCertificate).toBe('AA:BB')
  expect(withHost(pinned, 'imap.example.org').pinnedCertificate).toBeNull()
})
