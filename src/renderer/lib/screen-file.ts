// A screen's styles come as a file of their own, and Vite asks for each only once: after a failure the screen would stand bare.
const lost = new Set<HTMLLinkElement>()
window.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') lost.add(target)
  },
  true,
)

const here = new WeakMap<() => Promise<unknown>, unknown>()

/** The file of a screen, with its styles. One that came once is here without the office, and at once. */
export async function screenFile<T>(load: () => Promise<T>): Promise<T> {
  const known = knownFile(load)
  if (known !== undefined) return known
  await Promise.all([...lost].map(askAgain))
  const file = await load()
  here.set(load, file)
  return file
}

/** The file of a screen that has come already: even asking for it again would take the browser a few frames. */
export function knownFile<T>(load: () => Promise<T>): T | undefined {
  return here.get(load) as T | undefined
}

function askAgain(link: HTMLLinkElement): Promise<void> {
  lost.delete(link)
  const again = document.createElement('link')
  again.rel = 'stylesheet'
  again.href = link.href
  return new Promise((resolve, reject) => {
    again.addEventListener('load', () => resolve())
    again.addEventListener('error', () => reject(new Error(`No styles from ${again.href}`)))
    link.replaceWith(again)
  })
}
