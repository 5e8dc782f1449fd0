// The generated letters, kept between runs under the temp folder by what made them.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const GENERATOR = '/work/shared/maillab/corpus/gen-corpus.mjs'

/** A Maildir of the first `letters` of the corpus; one of them, half way, has 28 MB. */
export function corpusFolder(letters: number): string {
  const folder = join(tmpdir(), `golub-corpus-${hashOf(GENERATOR)}-${letters}`)
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`
    execFileSync(process.execPath, [GENERATOR, '--out', making, '--n', String(letters), '--huge', String(letters)], { stdio: ['ignore', 'ignore', 'inherit'] })
    renameSync(making, folder)
  }
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
  return readdirSync(path).sort().flatMap((name) => filesOf(join(path, name)))
}
