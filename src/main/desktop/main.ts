import { join } from 'node:path'
import { app, type BrowserWindow, dialog, powerMonitor, type Tray } from 'electron'
import { startEngineProcess } from './engine-process.ts'
import { openTray } from './tray.ts'
import { openWindow } from './window.ts'
import { wordsOf } from './words.ts'

if (app.requestSingleInstanceLock()) void app.whenReady().then(run)
else app.quit()

function run(): void {
  const words = wordsOf(app.getLocale())
  const icon = join(app.getAppPath(), 'resources', 'icons', 'golub.png')
  let window: BrowserWindow | null = null
  // Held here: an icon that nothing holds is collected and disappears.
  const held: { tray: Tray | null } = { tray: null }
  let isQuitting = false

  const engine = startEngineProcess(
    process.argv.filter((arg) => arg === '--sample'),
    (url) => {
      held.tray ??= openTray(icon, words, show, () => void quit())
      // An engine that is gone again by now comes back with another address.
      opened()
        .loadURL(url)
        .catch(() => undefined)
    },
    (sentence) => {
      dialog.showErrorBox('Golub', sentence)
      isQuitting = true
      app.quit()
    },
  )

  function opened(): BrowserWindow {
    if (window) return window
    const made = openWindow(icon, words)
    made.on('close', (event) => {
      if (isQuitting) return
      event.preventDefault()
      made.hide()
    })
    made.on('closed', () => (window = null))
    window = made
    return made
  }

  function show(): void {
    if (!window) engine.send({ is: 'entry' })
    window?.show()
    window?.focus()
  }

  async function quit(): Promise<void> {
    const letters = await engine.waiting()
    if (letters) {
      const options = {
        type: 'question' as const,
        message: words.waiting(letters),
        detail: words.waitingDetail,
        buttons: [words.quit, words.stay],
        cancelId: 1,
        defaultId: 1,
      }
      if ((await dialog.showMessageBox(options)).response === 1) return
    }
    isQuitting = true
    app.quit()
  }

  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', () => (isQuitting = true))
  app.on('will-quit', (event) => {
    event.preventDefault()
    void engine.stop().then(() => app.exit(0))
  })
  for (const event of ['resume', 'unlock-screen'] as const)
    powerMonitor.on(event as 'resume', () => engine.send({ is: 'reconnect' }))
}
