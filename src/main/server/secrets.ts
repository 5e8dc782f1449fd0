import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SecretBox } from '../engine/ports.ts'
import { makeFolder, type Place } from './data-folder.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORMAT = 1

export function keyFileOf(place: Place, installation: string): string {
  return place.keyFile ?? join(place.keyFolder, 'keys', installation)
}

/** The key, made on the first start; owner-only. */
export function keyFrom(file: string): Uint8Array {
  if (existsSync(file)) {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
    if (key.length === KEY_BYTES) return key
    throw new Error(`the key file ${file} is damaged`)
  }
  const key = randomBytes(KEY_BYTES)
  keepKey(file, key)
  return key
}

/** Writes beside and renames: a power cut leaves the old key or the new one, never half of one. */
export function keepKey(file: string, key: Uint8Array): void {
  makeFolder(dirname(file))
  const half = `${file}.half`
  writeFileSync(half, `${Buffer.from(key).toString('base64')}\n`, { mode: 0o600, flush: true })
  chmodSync(half, 0o600)
  renameSync(half, file)
}

/** AES-256-GCM; a sealed secret is format byte, nonce, tag, text. */
export function secretBox(key: Uint8Array): SecretBox {
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      if (bytes[0] !== FORMAT || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) return null
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        cipher.setAuthTag(tag)
        return cipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + cipher.final('utf8')
      } catch {
        // Another key, or a damaged row: the mailbox asks to sign in again.
        return null
      }
    },
  }
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHECK_BYTES = 3

/** The key for a sheet of paper: Crockford's base32 in groups of four, with a checksum. No I, L, O, U to misread. */
export function phraseOf(key: Uint8Array): string {
  const bits = [...Buffer.concat([key, checkOf(key)])].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = bits.match(/.{5}/g)?.map((five) => ALPHABET[Number.parseInt(five, 2)]) ?? []
  return letters.join('').match(/.{4}/g)?.join('-') ?? ''
}

/** Null when it is mistyped. Lower case, spaces and the usual misreadings are taken. */
export function keyOfPhrase(phrase: string): Uint8Array | null {
  const letters = phrase.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')
  if (
    letters.length !== ((KEY_BYTES + CHECK_BYTES) * 8) / 5 ||
    [...letters].some((letter) => !ALPHABET.includes(letter))
  )
    return null
  const bits = [...letters].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const key = bytes.subarray(0, KEY_BYTES)
  return bytes.subarray(KEY_BYTES).equals(checkOf(key)) ? key : null
}

function checkOf(key: Uint8Array): Buffer {
  return createHash('sha256').update('golub key').update(key).digest().subarray(0, CHECK_BYTES)
}
