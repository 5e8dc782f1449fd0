import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockFolder } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'golub-lock-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a second program is told who holds the folder, takes nothing over and gets in when the first is gone', () => {
  const first = lockFolder(folder, 1000)
  expect(first.ok).toBe(true)
  const second = lockFolder(folder, 2000)
  expect(second).toMatchObject({ ok: false, owner: { pid: process.pid, since: 1000 } })
  if (first.ok) first.nameAddress('http://127.0.0.1:8417')
  expect(lockFolder(folder, 2000)).toMatchObject({ ok: false, owner: { address: 'http://127.0.0.1:8417' } })
  if (first.ok) first.release()
  const third = lockFolder(folder, 3000)
  expect(third.ok).toBe(true)
  if (third.ok) third.release()
})
