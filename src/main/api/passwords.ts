import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

// 32 MB and about 60 ms a try on a small office computer.
const COST: Required<Pick<ScryptOptions, 'N' | 'r' | 'p'>> = { N: 2 ** 15, r: 8, p: 1 }
const KEY_BYTES = 32

/** `N$r$p$salt$hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return [COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** With no hash (unknown name, no password set) it takes as long and answers false: the time tells nothing. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const [n, r, p, salt, hash] = (stored ?? NOBODY).split('$')
  const expected = Buffer.from(hash ?? '', 'base64url')
  const cost = { N: Number(n), r: Number(r), p: Number(p) }
  const key = await derive(password, Buffer.from(salt ?? '', 'base64url'), cost)
  return expected.length === key.length && timingSafeEqual(expected, key) && stored !== null
}

const NOBODY = [COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', Buffer.alloc(KEY_BYTES).toString('base64url')].join(
  '$',
)

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same password may be typed composed or decomposed, depending on the keyboard.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 128 * 1024 * 1024 }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
