import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'golub-layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
  cpSync(join(root, name), join(folder, name))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

// A house of two files: one where the violation stands, one that it reaches for.
function verdict(file: string, line: string, target: string): string {
  rmSync(join(folder, 'src'), { recursive: true, force: true })
  for (const [path, text] of [
    [target, 'export const x = 1\n'],
    [file, file.endsWith('.svelte') ? `<script lang="ts">\n${line}\n</script>\n{x}\n` : `${line}\n`],
  ] as const) {
    mkdirSync(dirname(join(folder, 'src', path)), { recursive: true })
    writeFileSync(join(folder, 'src', path), text)
  }
  const cruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const done = spawnSync(
    process.execPath,
    [cruise, '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src'],
    { cwd: folder, encoding: 'utf8' },
  )
  return done.status === 0 ? 'clean' : done.stdout
}

test('a component that reaches into the engine is caught', () => {
  expect(
    verdict(
      'renderer/features/inbox/Bad.svelte',
      "import { x } from '../../../main/engine/engine.ts'",
      'main/engine/engine.ts',
    ),
  ).toContain('renderer-imports-shared-only')
})

test('a component that takes the contract as a value is caught, as a type it may', () => {
  expect(
    verdict('renderer/lib/Bad.svelte', "import { x } from '../../shared/api/contract.ts'", 'shared/api/contract.ts'),
  ).toContain('renderer-takes-types-of-the-contract')
  expect(
    verdict(
      'renderer/lib/good.ts',
      "import type { x } from '../../shared/api/contract.ts'\nexport type Y = typeof x",
      'shared/api/contract.ts',
    ),
  ).toBe('clean')
})

test('a rule that asks the database is caught', () => {
  expect(
    verdict('main/domain/bad.ts', "import { x } from '../store/contacts.ts'\nexport { x }", 'main/store/contacts.ts'),
  ).toContain('domain-is-pure')
})

test('a query that knows a wire protocol is caught', () => {
  expect(
    verdict('main/store/bad.ts', "import { x } from '../mail/link.ts'\nexport { x }", 'main/mail/link.ts'),
  ).toContain('store-stands-alone')
})

test('an engine that knows its host is caught', () => {
  expect(
    verdict('main/engine/bad.ts', "import { x } from '../server/cli.ts'\nexport { x }", 'main/server/cli.ts'),
  ).toContain('engine-knows-no-host')
})
