/** Resolves when the page has nothing else to do, after two seconds at the latest. */
export function whenIdle(): Promise<void> {
  // Safari has no idle callbacks; a pause of its own leaves room for input there.
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 2000 })
    else setTimeout(resolve, 30)
  })
}
