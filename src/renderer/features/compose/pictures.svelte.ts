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
  /** An address once given stays: the text must not change because a signature did. */
  readonly #given = new Map<string, string>()

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
    this.#given.set(url, address)
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
    if (contentId !== undefined) {
      const held = this.#held.get(contentId)
      return held ?? this.#once(source, files.find((file) => file.contentId === contentId)?.address)
    }
    return /^https?:/i.test(source) ? this.#once(source, remote.find((one) => one.url === source)?.address) : null
  }

  #once(name: string, address: string | null | undefined): string | null {
    const known = this.#given.get(name)
    if (known !== undefined) return known
    if (address) this.#given.set(name, address)
    return address ?? null
  }

  #nameOf(source: string): string {
    if (source.startsWith('blob:')) {
      const held = [...this.#held].find(([, address]) => address === source)
      return held === undefined ? source : `cid:${held[0]}`
    }
    const known = [...this.#given].find(([, address]) => address === source)
    if (known !== undefined) return known[0]
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
