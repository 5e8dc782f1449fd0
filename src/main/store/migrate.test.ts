import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { knownSchema, migrate, schemaOf } from './migrate.ts'

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'golub-migrate-'))
const file = join(folder, 'golub.sqlite')

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file of before its search index was made leaner keeps its letters findable, and forgets what is deleted', () => {
  const before = join(folder, 'before')
  for (const name of readdirSync(migrations).filter((one) => /^000[01]_/.test(one)))
    cpSync(join(migrations, name), join(before, name))
  expect(migrate(file, before)).toMatchObject({ ok: true, to: 2 })
  const old = new Database(file)
  const add = old.prepare("INSERT INTO search (rowid, text, scope) VALUES (?, ?, 'mb1')")
  add.run(5, 'счет 42 café')
  for (let id = 6; id < 500; id++) add.run(id, `договор ${id}`)
  old.close()
  expect(migrate(file, migrations)).toMatchObject({ ok: true, from: 2 })
  const db = new Database(file)
  const found = (words: string) => db.prepare('SELECT rowid FROM search WHERE search MATCH ?').pluck().all(words)
  expect([found('счет'), found('"42 café"'), found('до*').length]).toEqual([[5], [5], 494])
  db.exec("INSERT INTO search (search) VALUES ('optimize'); INSERT INTO search (search) VALUES ('integrity-check')")
  db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'row')")
  expect(db.prepare("SELECT term FROM temp.words WHERE term LIKE 'д%'").pluck().all()).toEqual(['договор'])
  expect(found('до*').length).toBe(494)
  db.prepare('DELETE FROM search WHERE rowid = 5').run()
  expect(found('счет')).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(schemaOf(db)).toEqual(knownSchema(migrations))
  db.close()
})
