import { BrowserWindow, dialog, shell } from 'electron'
import type { wordsOf } from './words.ts'

/** The one window: it opens the engine's own address, as a browser would, and nothing else. */
export function openWindow(icon: string, words: ReturnType<typeof wordsOf>): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 380,
    minHeight: 480,
    show: false,
    icon,
    title: 'Golub',
    autoHideMenuBar: true,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: true,
    },
  })
  const { webContents } = window
  // Web and mail addresses only: a file: or an own scheme in a letter must never start a program.
  const openOutside = (url: string) => {
    if (!/^(https?|mailto):/i.test(url)) return
    shell.openExternal(url).catch(() => dialog.showErrorBox('Golub', words.cannotOpen(url)))
  }
  webContents.session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  )
  webContents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  webContents.on('will-navigate', (event, url) => {
    if (new URL(url).origin === originOf(webContents.getURL())) return
    event.preventDefault()
    openOutside(url)
  })
  window.once('ready-to-show', () => window.show())
  return window
}

function originOf(url: string): string | null {
  return url ? new URL(url).origin : null
}
