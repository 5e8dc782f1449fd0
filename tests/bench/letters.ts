// The generated letters, kept between runs under the temp folder by what made them.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMaildir } from '../corpus/maildir.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
export const GENERATOR = here('../corpus')

/** A Maildir of the first `letters` of the corpus; one of them, half way, has 28 MB. */
export function corpusFolder(letters: number): Promise<string> {
  return kept('golub-bench-corpus', `${letters}-${hashOf(GENERATOR)}`, async (folder) => {
    await writeMaildir(folder, { letters, hugeEvery: letters })
  })
}

/**
 * A folder under the temp folder, made once, whole or not at all. `version` is a size and a hash: what was made of the same
 * size by other makers goes.
 */
export async function kept(kind: string, version: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(tmpdir(), `${kind}-${version}`)
  if (existsSync(folder)) return folder
  const [size] = version.split('-')
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(`${kind}-${size}-`)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  const making = `${folder}.${process.pid}`
  await make(making)
  renameSync(making, folder)
  return folder
}

/** Short hash of files and of everything in folders. */
export function hashOf(...paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesOf)) hash.update(path).update(readFileSync(path))
  return hash.digest('hex').slice(0, 12)
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
}
