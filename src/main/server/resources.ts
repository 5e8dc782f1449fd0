import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The program's own folder: where its migrations lie, from the sources as from the bundle. */
function rootFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations', '0000_init.sql'))) return folder
    if (dirname(folder) === folder) throw new Error('the program is not complete: its folder "migrations" is missing')
  }
}

const root = rootFolder()
export const migrationsFolder = join(root, 'migrations')
export const rendererFolder = join(root, 'out', 'renderer')

export const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/** The renderer's page names its hashed files: another page is another build. */
export function buildOf(): string {
  const page = join(rendererFolder, 'index.html')
  const assets = existsSync(page) ? (readFileSync(page, 'utf8').match(/assets\/[\w.-]+/g) ?? []) : []
  return [version, ...assets.map((name) => name.replace(/^assets\/|\.\w+$/g, '')).slice(0, 1)].join('+')
}

/** A thread's file: the source beside which we lie, or from the bundle the .js that the build puts next to this one. */
function threadFile(source: string): URL {
  const here = new URL(source, import.meta.url)
  return existsSync(fileURLToPath(here)) ? here : new URL(`./${basename(source, '.ts')}.js`, import.meta.url)
}

export const threads = {
  mail: threadFile('../mail/imap/mail-worker.ts'),
  parse: threadFile('../mail/mime/parse-worker.ts'),
  reader: threadFile('../engine/reader-worker.ts'),
  checkpoint: threadFile('../engine/checkpoint-worker.ts'),
}
