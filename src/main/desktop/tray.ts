import { Menu, Tray } from 'electron'

export interface TrayWords {
  open: string
  quit: string
}

/** Closing the window leaves the program here: mail goes on arriving and leaving. */
export function openTray(icon: string, words: TrayWords, onOpen: () => void, onQuit: () => void): Tray {
  const tray = new Tray(icon)
  tray.setToolTip('Golub')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: words.open, click: onOpen },
      { type: 'separator' },
      { label: words.quit, click: onQuit },
    ]),
  )
  tray.on('click', onOpen)
  return tray
}
