// The office of many letters, kept between runs, and copies of it to work on.
import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure } from './harness.ts'
import { GENERATOR, hashOf, kept } from './letters.ts'
import type { BuildRun } from './store-build.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the rows of the store follow from: the schema, the letters, how words are folded, how it is built. */
const MAKERS = [here('../../migrations'), GENERATOR, here('../../src/shared/text'), here('store-build.ts')]

export interface OfficeCopy {
  folder: string
  file: string
  token: string
  drop(): void
}

export async function storeOffice(letters: number): Promise<OfficeCopy> {
  const whole = await kept('golub-bench-store', `${letters}-${hashOf(...MAKERS)}`, async (folder) => {
    await measure('store-build.ts', { folder, letters } satisfies BuildRun)
  })
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-copy-'))
  cpSync(join(whole, 'config'), join(folder, 'config'), { recursive: true })
  mkdirSync(join(folder, 'data'))
  for (const name of readdirSync(join(whole, 'data'))) {
    if (name.startsWith('golub.sqlite'))
      copyFileSync(join(whole, 'data', name), join(folder, 'data', name), constants.COPYFILE_FICLONE)
  }
  const file = join(folder, 'data', 'golub.sqlite')
  if (!existsSync(file)) throw new Error(`${whole} holds no office: remove it and run again`)
  return {
    folder,
    file,
    token: readFileSync(join(whole, 'token'), 'utf8'),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  }
}
