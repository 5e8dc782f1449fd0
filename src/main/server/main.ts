import { parseArgs } from 'node:util'
import { perform } from './commands.ts'
import { placeOf } from './data-folder.ts'
import { logFileOf } from './log.ts'
import { version } from './resources.ts'
import { serve } from './serve.ts'
import { EXIT, Stop, stopOf } from './stop.ts'
import { tokenAdd } from './token-add.ts'
import { userAdd, userPassword } from './user-add.ts'
import { HELP, localeOf, say, type Sentence } from './words.ts'

const OPTIONS = {
  data: { type: 'string' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' }, port: { type: 'string' }, host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true }, sample: { type: 'boolean' }, 'no-open': { type: 'boolean' }, json: { type: 'boolean' },
  name: { type: 'string' }, email: { type: 'string' }, role: { type: 'string' }, user: { type: 'string' }, 'password-stdin': { type: 'boolean' },
  mailbox: { type: 'string' }, deep: { type: 'boolean' },
} as const

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
    const need = (option: 'name' | 'email' | 'role' | 'user' | 'mailbox') => {
      const value = values[option]
      if (value === undefined) throw new Stop('missing-option', { option: `--${option}` }, EXIT.usage)
      return value
    }
    const still = () => undefined

    if (first === 'serve') {
      await serve({
        place, isSample: values.sample ?? false, isDesktop: false, port: values.port === undefined ? null : portOf(values.port),
        host: values.host ?? '127.0.0.1', allowHosts: values['allow-host'] ?? [], json: values.json ?? false, open: !values['no-open'],
      })
      return 0
    }
    if (first === 'user' && second === 'add') {
      const role = need('role')
      if (role !== 'admin' && role !== 'manager') throw new Stop('usage', { words: `--role ${role}` }, EXIT.usage)
      const input = { name: need('name'), email: need('email'), role, password: await passwordFrom(values['password-stdin'] ?? false) } as const
      return done(say('user-added', await perform(place, userAdd, input, still)))
    }
    if (first === 'user' && second === 'password') {
      const input = { email: need('email'), password: await passwordFrom(values['password-stdin'] ?? false) }
      return done(say('password-set', await perform(place, userPassword, input, still)))
    }
    if (first === 'token' && second === 'add') {
      const { token } = await perform(place, tokenAdd, { user: need('user'), name: values.name ?? 'golub token add' }, still)
      return done(token)
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
    throw new Stop('usage', { words: error instanceof Error ? error.message : '' }, EXIT.usage)
  }
}

function done(text: string): number {
  print(text)
  return 0
}

function refuse(error: unknown, folder: string): number {
  const stop = stopOf(error)
  const [sentence, params]: [Sentence, Record<string, string | number>] = stop
    ? [stop.sentence, stop.params]
    : ['failed-inside', { words: error instanceof Error ? error.message : String(error), log: folder ? logFileOf(folder) : '' }]
  process.stderr.write(`${say(sentence, params)}\n`)
  return stop?.exitCode ?? EXIT.failed
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new Stop('usage', { words: `--port ${text}` }, EXIT.usage)
  return port
}

/** The first line of standard input: a password in the arguments could be read by every user of the computer. */
async function passwordFrom(isGiven: boolean): Promise<string> {
  if (!isGiven) throw new Stop('no-password-stdin', {}, EXIT.usage)
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) text += part
  const password = text.split(/\r?\n/, 1)[0] ?? ''
  if (password.length < 10) throw new Stop('password-short')
  return password
}
