import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'golub-pack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Electron's binary is not on every machine; an empty distribution is packaged all the same.
function emptyElectron(): string {
  const dist = join(folder, 'electron')
  mkdirSync(join(dist, 'locales'), { recursive: true })
  mkdirSync(join(dist, 'resources'))
  for (const [file, text] of [
    ['electron', '#!/bin/sh\n'],
    ['LICENSE', ''],
    ['version', '45.0.0'],
    ['chrome-sandbox', ''],
    ['locales/en-US.pak', ''],
    ['locales/ru.pak', ''],
  ] as const)
    writeFileSync(join(dist, file), text)
  chmodSync(join(dist, 'electron'), 0o755)
  return dist
}

test.skipIf(process.platform !== 'linux')(
  'the desktop program packs with everything that it needs and nothing else',
  () => {
    const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
    const output = join(folder, 'out')
    execFileSync(
      process.execPath,
      [builder, '--dir', '--linux', `-c.electronDist=${emptyElectron()}`, `-c.directories.output=${output}`],
      { cwd: root, stdio: 'pipe' },
    )
    const resources = join(output, 'linux-unpacked', 'resources')
    const asar = execFileSync(
      process.execPath,
      [join(root, 'node_modules', '@electron', 'asar', 'bin', 'asar.js'), 'list', join(resources, 'app.asar')],
      { encoding: 'utf8' },
    ).split('\n')
    for (const needed of [
      '/out/main/index.js',
      '/out/main/engine.js',
      '/out/main/mail-worker.js',
      '/out/main/parse-worker.js',
      '/out/main/reader-worker.js',
      '/out/main/checkpoint-worker.js',
      '/out/renderer/index.html',
      '/migrations/0000_init.sql',
      '/resources/icons/golub.png',
      '/package.json',
    ]) {
      expect(asar).toContain(needed)
    }
    expect(asar.filter((file) => /^\/(src|tests|node_modules\/node-)/.test(file))).toEqual([])
    const prebuilds = join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds')
    expect(existsSync(prebuilds) && readdirSync(prebuilds)).toEqual([`${process.platform}-${process.arch}.node`])
  },
  120_000,
)
