import type { Density, Theme } from '../../shared/model/user.ts'

const THEME = 'golub.theme'

/** Layout by width. A larger text (zoom of the browser or the window) leaves less width and takes the next narrower one. */
type Layout = 'wide' | 'normal' | 'icons' | 'single'

function layoutOf(width: number): Layout {
  if (width >= 1680) return 'wide'
  if (width >= 1280) return 'normal'
  return width >= 1024 ? 'icons' : 'single'
}

let layout: Layout = $state(layoutOf(window.innerWidth))

export const look = {
  get layout(): Layout {
    return layout
  },
}

/** `system` leaves the choice to the operating system (tokens use light-dark()). */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  localStorage.setItem(THEME, theme)
}

export function setDensity(density: Density): void {
  if (density === 'default') delete document.documentElement.dataset.density
  else document.documentElement.dataset.density = density
}

/** Before the profile is known the last theme of this browser holds, so that the first paint does not flash. */
export function installLook(): void {
  const kept = localStorage.getItem(THEME)
  if (kept === 'light' || kept === 'dark') setTheme(kept)
  window.addEventListener('resize', () => {
    layout = layoutOf(window.innerWidth)
  })
}
