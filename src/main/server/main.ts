import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backup } from './backup.ts'
import { check, faultLine } from './check.ts'
import { placeOf } from './data-folder.ts'
import { importFiles } from './import.ts'
import { exportKey, importKey } from './key.ts'
import { logFileOf, openLog } from './log.ts'
import { needOffice } from './office.ts'
import { perform } from './perform.ts'
import { version } from './resources.ts'
import { restore } from './restore.ts'
import { serve } from './serve.ts'
import { EXIT, Stop, stopOf } from './stop.ts'
import { tokenAdd, tokenRevoke } from './token.ts'
import { userAdd, userPassword } from './user-add.ts'
import { HELP, localeOf, say } from './words.ts'

const OPTIONS = {
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  sample: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
  name: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  mailbox: { type: 'string' },
  deep: { type: 'boolean' },
} as const

/** How many words a command has; `import` takes as many files as are named, `backup` and `restore` one. */
const WORD_COUNTS: Record<string, number> = {
  serve: 1,
  check: 1,
  backup: 2,
  restore: 2,
  'user add': 2,
  'user password': 2,
  'token add': 2,
  'token revoke': 2,
  'key export': 2,
  'key import': 2,
}

const print = (line: string) => process.stdout.write(`${line}\n`)

/** Reads the command line, runs one command and answers with the exit code. */
export async function main(argv: string[]): Promise<number> {
  let folder = ''
  try {
    const { values, positionals } = read(argv)
    if (values.version) return done(version)
    if (values.help || !positionals.length) return done(HELP[localeOf()])
    const place = placeOf(values.data ?? null, values.sample ?? false)
    folder = place.folder
    const [first = '', second = ''] = positionals
    const stray = positionals[WORD_COUNTS[first] ?? WORD_COUNTS[`${first} ${second}`] ?? positionals.length]
    if (stray !== undefined) throw new Stop('stray-word', { word: stray }, EXIT.usage)
    const need = (option: 'name' | 'email' | 'role' | 'user' | 'mailbox') => {
      const value = values[option]
      if (value === undefined) throw new Stop('missing-option', { option: `--${option}` }, EXIT.usage)
      return value
    }
    const still = () => undefined

    if (first === 'serve') {
      await serve({
        place,
        realPlace: placeOf(values.data ?? null, false),
        isSample: values.sample ?? false,
        isDesktop: false,
        port: values.port === undefined ? null : portOf(values.port),
        host: values.host ?? '127.0.0.1',
        allowHosts: values['allow-host'] ?? [],
        json: values.json ?? false,
        open: !values['no-open'],
      })
      return 0
    }
    if (first === 'user' && second === 'add') {
      const role = need('role')
      if (role !== 'admin' && role !== 'manager') throw new Stop('role-unknown', { role }, EXIT.usage)
      const input = {
        name: need('name'),
        email: need('email'),
        role,
        password: await passwordFrom(values['password-stdin'] ?? false),
      } as const
      return done(say('user-added', await perform(place, userAdd, input, still)))
    }
    if (first === 'user' && second === 'password') {
      needOffice(place)
      const input = { email: need('email'), password: await passwordFrom(values['password-stdin'] ?? false) }
      return done(say('password-set', await perform(place, userPassword, input, still)))
    }
    if (first === 'token' && second === 'revoke') {
      needOffice(place)
      const { revoked } = await perform(
        place,
        tokenRevoke,
        { user: need('user'), name: values.name ?? 'golub token add' },
        still,
      )
      return done(say('token-revoked', { count: revoked }))
    }
    if (first === 'token' && second === 'add') {
      needOffice(place)
      const { token } = await perform(
        place,
        tokenAdd,
        { user: need('user'), name: values.name ?? 'golub token add' },
        still,
      )
      return done(token)
    }
    const rest = positionals.slice(1)
    if (first === 'import') {
      if (!rest.length) throw new Stop('missing-file', {}, EXIT.usage)
      needOffice(place)
      const input = { mailbox: need('mailbox'), user: values.user ?? null, paths: rest.map((path) => resolve(path)) }
      const {
        added,
        known,
        notParsed,
        passedOver,
        read: letters,
      } = await perform(place, importFiles, input, showProgress)
      if (!letters) throw new Stop('import-none')
      return done(say('import-done', { added, known, broken: notParsed, other: passedOver }))
    }
    if (first === 'check') {
      const { messages, conversations, faults } = check(place, values.deep ?? false)
      for (const fault of faults) print(faultLine(fault))
      if (faults.length) throw new Stop('check-faults', { count: faults.reduce((sum, fault) => sum + fault.count, 0) })
      return done(say('check-clean', { messages, conversations }))
    }
    if (first === 'backup') {
      const { file, bytes } = await backup(place, only(rest), still)
      return done(say('backup-done', { file, megabytes: (bytes / 1024 ** 2).toFixed(1) }))
    }
    if (first === 'restore') {
      const { aside } = await restore(place, only(rest), Date.now())
      return done(aside === null ? say('restore-done-new') : say('restore-done', { aside }))
    }
    if (first === 'key' && second === 'export') {
      const phrase = exportKey(place)
      process.stderr.write(`${say('key-sheet')}\n`)
      return done(phrase)
    }
    if (first === 'key' && second === 'import')
      return done(say('key-imported', { file: importKey(place, await lineFromStdin()) }))
    const seconds = Object.keys(WORD_COUNTS).filter((words) => words.startsWith(`${first} `))
    if (second === '' && seconds.length > 0) {
      const words = seconds.map((command) => command.split(' ')[1]).join(', ')
      throw new Stop('half-command', { command: first, words }, EXIT.usage)
    }
    throw new Stop('unknown-command', { command: positionals.slice(0, 2).join(' ') }, EXIT.usage)
  } catch (error) {
    return refuse(error, folder)
  }
}

function read(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw misread(error)
  }
}

/** Node says in English only what it could not read. */
function misread(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(error instanceof Error) || !code.startsWith('ERR_PARSE_ARGS')) return error
  const option = /'(?:-\w, )?(-[^' =]*)/.exec(error.message)?.[1] ?? ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return new Stop('unknown-option', { option }, EXIT.usage)
  const known = Object.entries(OPTIONS).find(([name]) => `--${name}` === option)?.[1]
  return new Stop(known?.type === 'boolean' ? 'option-alone' : 'option-empty', { option }, EXIT.usage)
}

function done(text: string): number {
  print(text)
  return 0
}

function refuse(error: unknown, folder: string): number {
  const stop = stopOf(error)
  const words = stop ? say(stop.sentence, stop.params) : failure(error, folder)
  process.stderr.write(`${words}\n`)
  return stop?.exitCode ?? EXIT.failed
}

/** Our own mistake, with the log that tells more; none where no folder is known yet. */
function failure(error: unknown, folder: string): string {
  const words = error instanceof Error ? error.message : String(error)
  if (!folder || !existsSync(folder)) return say('failed-early', { words })
  openLog(folder).error({ err: error }, 'a command failed')
  return say('failed-inside', { words, log: logFileOf(folder) })
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new Stop('port-malformed', { text }, EXIT.usage)
  return port
}

/** The first line of standard input: a password in the arguments could be read by every user of the computer. */
async function passwordFrom(isGiven: boolean): Promise<string> {
  if (!isGiven) throw new Stop('no-password-stdin', {}, EXIT.usage)
  const password = await lineFromStdin()
  if (password === '') throw new Stop('no-password-stdin', {}, EXIT.usage)
  if (password.length < 10) throw new Stop('password-short')
  return password
}

async function lineFromStdin(): Promise<string> {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) text += part
  return text.split(/\r?\n/, 1)[0] ?? ''
}

function only(rest: readonly string[]): string {
  const [file] = rest
  if (file === undefined) throw new Stop('missing-file', {}, EXIT.usage)
  return file
}

/** One line that is written over; where nobody looks, only every thousandth letter. */
function showProgress(progress: unknown): void {
  const done = typeof progress === 'object' && progress !== null && 'done' in progress ? Number(progress.done) : 0
  if (process.stderr.isTTY) process.stderr.write(`\r${say('import-progress', { done })} `)
  else if (done % 1000 === 0) process.stderr.write(`${say('import-progress', { done })}\n`)
}
