import { expect, test } from 'vitest'
import { UserId } from '../../shared/model/ids.ts'
import { Signer } from './signed.ts'

const signer = new Signer(new Uint8Array(32).fill(7))
const irina = UserId.parse(1)
const pavel = UserId.parse(2)
const now = 1_700_000_000_000

test('a signed address works for ten minutes, for its user, as it was signed', () => {
  const address = signer.sign('/a/file/5/0?as=preview', irina, now)
  expect(signer.check(address, irina, now)).toBe('/a/file/5/0?as=preview')
  expect(signer.check(address, irina, now + 9 * 60_000 - 1)).not.toBeNull()
  expect(signer.check(address, irina, now + 10 * 60_000)).toBeNull()
  expect(signer.check(address, pavel, now)).toBeNull()
  expect(signer.check(address.replace('/5/', '/6/'), irina, now)).toBeNull()
  expect(signer.check(address.replace(/until=\d+/, `until=${now * 2}`), irina, now)).toBeNull()
  expect(signer.check('/a/file/5/0?as=preview', irina, now)).toBeNull()
})

test('signing again within a minute gives the same address, so that the browser keeps the picture', () => {
  expect(signer.sign('/a/picture?of=x', irina, now)).toBe(signer.sign('/a/picture?of=x', irina, now + 1000))
})
