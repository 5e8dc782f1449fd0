// A screen's styles come as a file of their own, and Vite asks for each only once: after a failure the screen would stand bare.
const lost = new Set<HTMLLinkElement>()
window.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') lost.add(target)
  },
  true,
)

const here = new Set<() => Promise<unknown>>()

/** The file of a screen, with its styles. One that came once is here without the office. */
export async function screenFile<T>(load: () => Promise<T>): Promise<T> {
  if (!here.has(load)) await Promise.all([...lost].map(askAgain))
  const file = await load()
  here.add(load)
  return file
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
