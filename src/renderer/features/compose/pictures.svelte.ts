import type { DraftFile } from '../../../shared/api/files.ts'

const IMAGE = /<img\b[^>]*>/gi
const SOURCE = /\ssrc="([^"]*)"/i

/**
 * Pictures in the text of a draft. Stored they are named by `cid:` or their address elsewhere; the editor shows them by signed
 * addresses of our own, or straight from the file that is still on its way.
 */
export class Pictures {
  readonly #files: () => readonly DraftFile[]
  readonly #remote: () => readonly { url: string; address: string }[]
  readonly #held = new Map<string, string>()
  /** What each address that was ever shown stands for: addresses end and are given anew, the stored text stays. */
  readonly #names = new Map<string, string>()

  constructor(files: () => readonly DraftFile[], remote: () => readonly { url: string; address: string }[]) {
    this.#files = files
    this.#remote = remote
  }

  /** Shows a picture of this computer until its upload is over, and after. */
  hold(contentId: string, file: File): string {
    const address = URL.createObjectURL(file)
    this.#held.set(contentId, address)
    return address
  }

  give(url: string, address: string): void {
    this.#names.set(address, url)
  }

  /** The text as the editor shows it. */
  shown(html: string): string {
    return eachSource(html, (source) => this.addressOf(source) ?? source)
  }

  /** The text as it is stored, whatever the editor shows. */
  stored(html: string): string {
    return eachSource(html, (source) => this.#nameOf(source))
  }

  /** Where the page finds what the stored text names; null while that is not known. Tracks the lists. */
  addressOf(source: string): string | null {
    const [files, remote] = [this.#files(), this.#remote()]
    const contentId = /^cid:(.+)$/i.exec(source)?.[1]
    const held = contentId && this.#held.get(contentId)
    if (held) return held
    const listed =
      contentId === undefined
        ? remote.find((one) => one.url === source)?.address
        : files.find((file) => file.contentId === contentId)?.address
    if (listed) this.give(source, listed)
    return listed ?? this.#given(source)
  }

  /** Gives the pictures of the page those addresses that came after the text did. Tracks the lists. */
  fill(page: ParentNode): void {
    // Also where the page has none yet: the text may come after the lists.
    this.addressOf('')
    for (const picture of page.querySelectorAll('img')) {
      const address = this.addressOf(picture.getAttribute('src') ?? '')
      if (address !== null) picture.src = address
    }
  }

  /** The last address of a name that no list holds (yet). */
  #given(name: string): string | null {
    return [...this.#names].findLast(([, named]) => named === name)?.[0] ?? null
  }

  #nameOf(source: string): string {
    if (source.startsWith('blob:')) {
      const held = [...this.#held].find(([, address]) => address === source)
      return held === undefined ? source : `cid:${held[0]}`
    }
    const known = this.#names.get(source)
    if (known !== undefined) return known
    const file = Number(/^\/a\/draft-file\/(\d+)\?/.exec(source)?.[1] ?? 0)
    const contentId = this.#files().find((one) => one.id === file)?.contentId
    return contentId ? `cid:${contentId}` : source
  }
}

/** Pictures that may stand in the editor: ours, and those whose address the stored text names. */
export const isOurPicture = (source: string): boolean => /^(?:\/a\/(?:draft-file|picture)[/?]|blob:|cid:)/i.test(source)

function eachSource(html: string, change: (source: string) => string): string {
  if (!/<img\b/i.test(html)) return html
  return html.replace(IMAGE, (tag) =>
    tag.replace(SOURCE, (_, written: string) => {
      const source = change(written.replaceAll('&amp;', '&'))
      return ` src="${source.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`
    }),
  )
}
