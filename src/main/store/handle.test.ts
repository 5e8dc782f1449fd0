import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { readerOf, settled } from './handle.ts'

test('parameters are settled, and nothing that only looks like one', () => {
  expect(settled('SELECT a FROM t WHERE b = ? AND c IN (:one, :two)')).toBe(
    'SELECT a FROM t WHERE b = +? AND c IN (+:one, +:two)',
  )
  expect(settled(`SELECT '12:30?', "a:b" FROM t WHERE b = 'it''s :x' OR c = ?`)).toBe(
    `SELECT '12:30?', "a:b" FROM t WHERE b = 'it''s :x' OR c = +?`,
  )
})

test('texts, numbers, bytes and nothing come through a settled statement as they are', () => {
  const db = readerOf(new Database(':memory:'))
  db.raw.exec('CREATE TABLE t (n INTEGER, s TEXT, b BLOB, z TEXT) STRICT')
  const bytes = Buffer.from([0, 1, 255])
  db.sql('INSERT INTO t VALUES (?, ?, ?, ?)').run(7, '7', bytes, null)
  expect(db.sql('SELECT n, s, b, z FROM t WHERE n = ? AND s = ? AND z IS ?').get(7, '7', null)).toEqual({
    n: 7,
    s: '7',
    b: bytes,
    z: null,
  })
})
