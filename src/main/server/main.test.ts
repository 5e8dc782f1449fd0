import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MIGRATIONS } from '../../../tests/rig/office.ts'
import { migrate } from '../store/migrate.ts'
import { openLog } from './log.ts'
import { main } from './main.ts'
import { EXIT } from './stop.ts'
import { HELP } from './words.ts'

let folder: string
let data: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golub-main-'))
  data = ['--data', join(folder, 'data')]
  vi.stubEnv('LC_ALL', 'ru_RU.UTF-8')
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const COMMANDS = [
  () => ['check'],
  () => ['check', '--deep'],
  (at: string) => ['backup', join(at, 'copy.sqlite')],
  () => ['token', 'add', '--user', 'anna@office.example'],
]

/** The exit code, and what was said on the way out. */
async function run(...argv: string[]): Promise<[number, string]> {
  let said = ''
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  const code = await main([...argv, ...data])
  write.mockRestore()
  return [code, said.trim()]
}

test.each([
  [['check', '--fast'], 'Нет такого ключа: --fast. Список: golub --help.'],
  [['check', '-x'], 'Нет такого ключа: -x. Список: golub --help.'],
  [['check', '--deep=yes'], '--deep пишется без значения. Как пользоваться: golub --help.'],
  [['serve', '--port', '--json'], 'После --port не хватает значения. Как пользоваться: golub --help.'],
  [['serve', '--port', 'abc'], '--port abc не номер порта. Нужно число до 65535.'],
  [['serve', '--port', '99999'], '--port 99999 не номер порта. Нужно число до 65535.'],
  [['check', 'extra'], 'Лишнее слово: extra. Как пользоваться: golub --help.'],
  [['user', 'add', 'irina'], 'Лишнее слово: irina. Как пользоваться: golub --help.'],
  [['restore', 'one.sqlite', 'two.sqlite'], 'Лишнее слово: two.sqlite. Как пользоваться: golub --help.'],
  [['backup'], 'Не указан файл. Как пользоваться: golub --help.'],
  [
    ['user', 'add', '--name', 'И', '--email', 'i@sever.example', '--role', 'boss'],
    'Нет роли boss. Бывают admin (администратор) и manager (сотрудник).',
  ],
  [['token'], 'После «golub token» не хватает слова: add, revoke. Как пользоваться: golub --help.'],
  [['frobnicate'], 'Нет такой команды: frobnicate. Список: golub --help.'],
])('what cannot be read on the command line is said in the language of the person: %s', async (argv, words) => {
  expect(await run(...argv)).toEqual([EXIT.usage, words])
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

test('the last option without its value is said so, in English too', async () => {
  vi.stubEnv('LC_ALL', 'en_GB.UTF-8')
  data = []
  expect(await run('check', '--data')).toEqual([
    EXIT.usage,
    'A value is missing after --data. How to use it: golub --help.',
  ])
})

test('a first start on a port in use leaves no office behind', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  expect(await run('serve', '--no-open', '--port', String(port))).toEqual([
    EXIT.portInUse,
    `Порт ${port} занят другой программой. Закройте её или укажите другой порт: --port.`,
  ])
  expect(existsSync(join(folder, 'data'))).toBe(false)
  other.close()
})

test.runIf(process.platform === 'linux')('where the system makes no folders the start says so at once', async () => {
  data = ['--data', '/proc/golub/office']
  expect(await run('serve', '--no-open', '--port', '0')).toEqual([
    EXIT.failed,
    'Создать папку /proc/golub нельзя: там, где она должна лежать, папок не создают. Укажите другую: --data.',
  ])
})

test('a copy into a folder that is not there names the folder and says what to do', async () => {
  const folder = join(tmpdir(), 'golub-no-such-folder')
  expect(await run('backup', join(folder, 'copy.sqlite'))).toEqual([
    EXIT.failed,
    `Папки ${folder} нет, копию некуда положить. Создайте её или укажите файл в другой папке.`,
  ])
})

test('where only a sample office lies, a command that needs an office says how to take it', async () => {
  const here = join(folder, 'data')
  mkdirSync(join(here, 'golub-sample'), { recursive: true })
  writeFileSync(join(here, 'golub-sample', 'golub.sqlite'), '')
  const words = `В папке ${here} лежит только учебный офис. Чтобы команда взяла его, добавьте --sample; свою базу создаёт golub serve.`
  for (const command of [
    ['check'],
    ['backup', join(folder, 'copy.sqlite')],
    ['key', 'export'],
    ['token', 'add', '--user', 'anna@office.example'],
    ['token', 'revoke', '--user', 'anna@office.example'],
    ['import', '--mailbox', 'anna@office.example', join(folder, 'letters.mbox')],
  ])
    expect(await run(...command)).toEqual([EXIT.failed, words])
  rmSync(join(here, 'golub-sample'), { recursive: true })
  expect(await run('check')).toEqual([EXIT.failed, `В папке ${here} ещё нет базы. Сначала запустите: golub serve.`])
})

test.each(['ru', 'en'] as const)('the help says that every command takes the sample office too: %s', (locale) => {
  expect(HELP[locale]).toMatch(locale === 'ru' ? /--sample .*у каждой команды/ : /--sample .*with every command/)
})

test('a program whose output nobody reads any more stops in good order', async () => {
  const cli = join(import.meta.dirname, 'cli.ts')
  const child = spawn(process.execPath, [cli, 'serve', '--no-open', '--port', '0', ...data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.destroy()
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('a command that fails by a mistake of the program names a log, which tells more', async () => {
  mkdirSync(join(folder, 'data'))
  const empty = new Database(join(folder, 'data', 'golub.sqlite'))
  // A file that says it has a schema and has none.
  empty.pragma('user_version = 1')
  empty.close()
  const [code, words] = await run('check')
  const log = join(folder, 'data', 'golub.log')
  expect(code).toBe(EXIT.failed)
  expect(words).toMatch(/^Программа ошиблась: .+ Подробности в журнале .+golub\.log\.$/)
  expect(words).toContain(log)
  expect(readFileSync(log, 'utf8')).toContain('a command failed')
})

test.each([
  ['other bytes', Buffer.alloc(40_000, 'golub')],
  ['a file cut short', null],
])('a damaged office file is named, whatever is asked of it: %s', async (_, bytes) => {
  mkdirSync(join(folder, 'data'))
  const file = join(folder, 'data', 'golub.sqlite')
  if (bytes) writeFileSync(file, bytes)
  else {
    migrate(file, MIGRATIONS)
    truncateSync(file, 30_000)
  }
  for (const command of COMMANDS) {
    const [code, words] = await run(...command(folder))
    expect(code).toBe(EXIT.damaged)
    expect(words).toMatch(`Файл базы ${file} повреждён (`)
  }
})

test('a folder where the office file belongs is named, whatever is asked of it', async () => {
  const file = join(folder, 'data', 'golub.sqlite')
  mkdirSync(file, { recursive: true })
  const words = `${file}: это папка, а здесь должен лежать файл базы. Уберите её или укажите другую папку: --data.`
  for (const command of [...COMMANDS, () => ['serve', '--no-open']])
    expect(await run(...command(folder))).toEqual([EXIT.failed, words])
})

test.skipIf(process.platform !== 'linux')(
  'a copy that cannot be written names the place where it should lie',
  async () => {
    mkdirSync(join(folder, 'data'))
    migrate(join(folder, 'data', 'golub.sqlite'), MIGRATIONS)
    const words = 'Нет доступа к /proc. Проверьте права на папку.'
    expect(await run('backup', '/proc/copy.sqlite')).toEqual([EXIT.failed, words])
  },
)

test('an office file without a byte in it is no office yet', async () => {
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'golub.sqlite'), '')
  const words = `В папке ${join(folder, 'data')} ещё нет базы. Сначала запустите: golub serve.`
  expect(await run('check')).toEqual([EXIT.failed, words])
})

test('a log that cannot be written to holds up nobody', () => {
  symlinkSync('/dev/full', join(folder, 'golub.log'))
  const log = openLog(folder)
  for (let n = 0; n < 3; n++) log.info({ n }, 'on a full disk')
})
