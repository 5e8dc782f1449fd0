import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, networkShareOf, placeOf } from './data-folder.ts'

const linux = {
  platform: 'linux',
  env: { XDG_DATA_HOME: '/home/i/.data', XDG_CONFIG_HOME: '/home/i/.conf' },
  home: '/home/i',
} as const

test('the office lies where programs of this system keep their data, and its key lies elsewhere', () => {
  expect(placeOf(null, false, linux)).toEqual({
    folder: '/home/i/.data/golub',
    file: '/home/i/.data/golub/golub.sqlite',
    keyFolder: '/home/i/.conf/golub',
    keyFile: '/home/i/.conf/golub/key',
  })
  expect(placeOf(null, false, { platform: 'linux', env: {}, home: '/home/i' }).folder).toBe(
    '/home/i/.local/share/golub',
  )
  expect(placeOf(null, false, { platform: 'darwin', env: {}, home: '/Users/i' }).folder).toBe(
    '/Users/i/Library/Application Support/Golub',
  )
})

test('an installation in a folder of its own has a key of its own', () => {
  expect(placeOf('/srv/mail', false, linux)).toMatchObject({ folder: '/srv/mail', keyFile: null })
  expect(placeOf('/srv/mail', true, linux)).toMatchObject({ folder: '/srv/mail/golub-sample', keyFile: null })
})

test('a folder on a network share is recognised, also one that does not exist yet', () => {
  const share = (type: string) => () => [
    { at: '/', type: 'ext4' },
    { at: tmpdir(), type },
  ]
  for (const type of ['nfs4', 'cifs', 'smb3', 'fuse.sshfs'])
    expect(networkShareOf(join(tmpdir(), 'not', 'yet'), 'linux', share(type))).toBe(type)
  expect(networkShareOf(join(tmpdir(), 'not', 'yet'), 'linux', share('ext4'))).toBeNull()
  expect(networkShareOf('/', 'linux', share('cifs'))).toBeNull()
})

test('a folder is made with all that is missing above it, for its owner only', () => {
  const top = mkdtempSync(join(tmpdir(), 'golub-folder-'))
  const folder = join(top, 'one', 'two')
  makeFolder(folder)
  makeFolder(folder)
  for (const made of [folder, join(top, 'one')])
    if (process.platform !== 'win32') expect(statSync(made).mode & 0o777).toBe(0o700)
  rmSync(top, { recursive: true })
})
