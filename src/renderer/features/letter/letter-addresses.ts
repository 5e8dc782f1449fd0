import { cleanDeclarations, hasOwnBackground, isPlainStyle } from './letter-css.ts'

const DATA_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp)[;,]/i
const REMOTE = /^(?:https?:)?\/\//i

export type Found = { links: string[]; pictures: string[]; hasBackground: boolean; hasPictures: boolean }

/** Takes every address out of the clean tree and leaves a number in its place; cleans style attributes on the way. */
export function takeAddresses(sheet: HTMLElement): Found {
  const found: Found = { links: [], pictures: [], hasBackground: false, hasPictures: false }
  for (const element of [sheet, ...sheet.querySelectorAll<HTMLElement>('[style], [bgcolor], [background]')]) {
    const style = element.getAttribute('style')
    if (style !== null) {
      if (!isPlainStyle(style)) cleanDeclarations(element.style)
      if (/background/i.test(style) && hasOwnBackground(element.style)) found.hasBackground = true
    }
    if (!/^(?:#?f{6}|white)?$/i.test(element.getAttribute('bgcolor') ?? '')) found.hasBackground = true
    const background = element.getAttribute('background')
    if (background !== null) placePicture(element, 'background', background, found)
  }
  for (const link of sheet.querySelectorAll('a[href]')) {
    const address = (link.getAttribute('href') ?? '').trim()
    link.removeAttribute('href')
    if (!/^(?:https?:|mailto:|tel:|\/\/)/i.test(address)) continue
    link.setAttribute(
      'data-link',
      String(found.links.push(address.startsWith('//') ? `https:${address}` : address) - 1),
    )
  }
  for (const picture of sheet.querySelectorAll('img')) {
    placePicture(picture, 'src', picture.getAttribute('src') ?? '', found)
    if (!picture.matches('[src], [data-cid], [data-picture]')) picture.remove()
  }
  return found
}

function placePicture(element: Element, attribute: 'src' | 'background', written: string, found: Found): void {
  const address = written.trim()
  found.hasPictures = true
  if (attribute === 'src' && DATA_PICTURE.test(address)) return
  element.removeAttribute(attribute)
  if (/^cid:/i.test(address)) element.setAttribute('data-cid', contentId(address.slice(4)))
  if (!REMOTE.test(address)) return
  const known = found.pictures.indexOf(address)
  element.setAttribute('data-picture', String(known >= 0 ? known : found.pictures.push(address) - 1))
}

/** RFC 2392: the address is the percent-encoded content id without its angle brackets. */
function contentId(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch (error) {
    if (error instanceof URIError) return written
    throw error
  }
}
