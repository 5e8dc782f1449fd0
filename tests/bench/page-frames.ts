// Frames of the page while something moves: those that came and those that a screen of 60 Hz would have missed.
import type { Page } from '@playwright/test'

export interface Scrolled {
  frames: number
  dropped: number
  /** The longest time between two frames. */
  longestMs: number
}

const FRAME_MS = 1000 / 60

export async function watchFrames(page: Page, meanwhile: () => Promise<unknown>): Promise<Scrolled> {
  await page.evaluate(() => {
    const state = { at: [] as number[], isOver: false }
    const frame = (now: number) => {
      state.at.push(now)
      if (!state.isOver) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Object.assign(window, { benchFrames: state })
  })
  await meanwhile()
  const at = await page.evaluate(() => {
    const state = (window as unknown as { benchFrames: { at: number[]; isOver: boolean } }).benchFrames
    state.isOver = true
    return state.at
  })
  const gaps = at.slice(1).map((time, n) => time - (at[n] ?? time))
  return {
    frames: at.length,
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0),
    longestMs: Math.max(0, ...gaps),
  }
}
