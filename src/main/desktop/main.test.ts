import type { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'

// Electron's binary is not on every machine: the few of its names that the shell uses, told apart by its own types.
const world = vi.hoisted(() => ({
  windows: [] as FakeWindow[],
  children: [] as FakeChild[],
  outside: [] as string[],
  boxes: [] as string[],
  answer: 0,
  exits: 0,
}))

interface FakeWindow extends EventEmitter {
  options: Electron.BrowserWindowConstructorOptions
  urls: string[]
  isShown: boolean
  openHandler(details: { url: string }): { action: string }
  contents: EventEmitter
}
interface FakeChild extends EventEmitter {
  args: string[]
  sent: { is: string }[]
}

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class Contents extends Emitter {
    session = { setPermissionRequestHandler: () => undefined }
    url = ''
    setWindowOpenHandler(handler: FakeWindow['openHandler']) {
      this.owner.openHandler = handler
    }
    getURL = () => this.url
    owner: FakeWindow
    constructor(owner: FakeWindow) {
      super()
      this.owner = owner
    }
  }
  class BrowserWindow extends Emitter {
    urls: string[] = []
    isShown = false
    options: Electron.BrowserWindowConstructorOptions
    webContents: Contents
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super()
      this.options = options
      // The fake window grows its handlers when the shell sets them.
      this.webContents = new Contents(this as unknown as FakeWindow)
      Object.assign(this, { contents: this.webContents })
      world.windows.push(this as unknown as FakeWindow)
    }
    show() {
      this.isShown = true
    }
    hide() {
      this.isShown = false
    }
    focus() {}
    loadURL(url: string) {
      this.urls.push(url)
      this.webContents.url = url
      return Promise.resolve()
    }
  }
  class App extends Emitter {
    whenReady = () => Promise.resolve()
    requestSingleInstanceLock = () => true
    getLocale = () => 'ru-RU'
    getAppPath = () => '/app'
    quit = () => {
      this.emit('before-quit')
      this.emit('will-quit', { preventDefault: () => undefined })
    }
    exit = () => {
      world.exits++
    }
  }
  class Child extends Emitter {
    sent: { is: string }[] = []
    args: string[]
    constructor(args: string[]) {
      super()
      this.args = args
      world.children.push(this as unknown as FakeChild)
    }
    postMessage(message: { is: string }) {
      this.sent.push(message)
      if (message.is === 'waiting?') setTimeout(() => this.emit('message', { is: 'waiting', letters: 3 }))
      if (message.is === 'stop') setTimeout(() => this.emit('exit', 0))
    }
    kill() {}
  }
  class Tray extends Emitter {
    setToolTip() {}
    setContextMenu(menu: { label?: string; click?: () => void }[]) {
      Object.assign(world, { menu })
    }
  }
  return {
    app: new App(),
    BrowserWindow,
    Tray,
    Menu: { buildFromTemplate: (items: unknown) => items },
    utilityProcess: { fork: (_file: string, args: string[]) => new Child(args) },
    shell: {
      openExternal: (url: string) =>
        url.includes('nobody') ? Promise.reject(new Error('no program')) : Promise.resolve(world.outside.push(url)),
    },
    dialog: {
      showErrorBox: (_title: string, text: string) => world.boxes.push(text),
      showMessageBox(options: Electron.MessageBoxOptions) {
        world.boxes.push(options.message)
        return Promise.resolve({ response: world.answer })
      },
    },
    powerMonitor: new Emitter(),
  }
})

const comes = (holds: () => void) => vi.waitFor(holds, { timeout: 20_000 })

beforeEach(async () => {
  Object.assign(world, { windows: [], children: [], outside: [], boxes: [], answer: 0, exits: 0 })
  const { app, powerMonitor } = await import('electron')
  for (const one of [app, powerMonitor]) one.removeAllListeners()
  vi.resetModules()
  await import('./main.ts')
  await comes(() => expect(world.children).toHaveLength(1))
})

const ready = () => world.children[0]!.emit('message', { is: 'ready', url: 'http://127.0.0.1:8417/#/signin?link=x' })
// The tray's menu is what the shell handed to it.
const menu = () => (world as unknown as { menu: { label?: string; click?: () => void }[] }).menu

test('the window opens the address of the engine, locked down as a browser tab', () => {
  ready()
  const [window] = world.windows
  expect(window?.urls).toEqual(['http://127.0.0.1:8417/#/signin?link=x'])
  expect(window?.options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  })
})

test('web addresses open outside, files and own schemes open nowhere', () => {
  ready()
  const window = world.windows[0]!
  for (const url of ['https://a.example', 'mailto:a@b.example', 'file:///etc/passwd', 'ms-settings:x'])
    expect(window.openHandler({ url })).toEqual({ action: 'deny' })
  expect(world.outside).toEqual(['https://a.example', 'mailto:a@b.example'])
})

test('an address that no program of this computer opens is said', async () => {
  ready()
  world.windows[0]!.openHandler({ url: 'mailto:nobody@b.example' })
  await comes(() => expect(world.boxes.at(-1)).toContain('mailto:nobody@b.example'))
})

test('a page cannot lead the window away from the engine', () => {
  ready()
  const event = { preventDefault: vi.fn() }
  world.windows[0]!.contents.emit('will-navigate', event, 'https://elsewhere.example/')
  expect(event.preventDefault).toHaveBeenCalled()
  expect(world.outside).toEqual(['https://elsewhere.example/'])
})

test('closing the window leaves the program in the tray', () => {
  ready()
  const event = { preventDefault: vi.fn() }
  world.windows[0]!.emit('close', event)
  expect(event.preventDefault).toHaveBeenCalled()
  expect(world.windows[0]!.isShown).toBe(false)
})

test('quitting says what still waits, and staying keeps the program', async () => {
  ready()
  world.answer = 1
  menu().at(-1)?.click?.()
  await comes(() => expect(world.boxes).toEqual(['Ещё не ушли 3 письма']))
  expect(world.children[0]!.sent.map((message) => message.is)).not.toContain('stop')
})

test('quitting stops the engine before the program ends', async () => {
  ready()
  menu().at(-1)?.click?.()
  await comes(() => expect(world.exits).toBe(1))
  expect(world.children[0]!.sent.at(-1)).toEqual({ is: 'stop' })
})

test('an engine that dies is started again', async () => {
  vi.useFakeTimers()
  world.children[0]!.emit('exit', 1)
  await vi.advanceTimersByTimeAsync(1000)
  vi.useRealTimers()
  expect(world.children).toHaveLength(2)
})

test('an engine that runs out of memory does not take the window along', async () => {
  vi.useFakeTimers()
  world.children[0]!.emit('error', 'FatalError', 'v8', '{}')
  world.children[0]!.emit('exit', 1)
  await vi.advanceTimersByTimeAsync(1000)
  vi.useRealTimers()
  expect(world.children).toHaveLength(2)
})

test('an engine that cannot start says why in one sentence', () => {
  world.children[0]!.emit('message', { is: 'failed', sentence: 'Офис уже открыт на другом компьютере.' })
  expect(world.boxes).toEqual(['Офис уже открыт на другом компьютере.'])
})
