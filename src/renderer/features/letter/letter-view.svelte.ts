import type { LetterBody } from '../../../shared/model/conversation.ts'
import { client } from '../../lib/client.ts'
import { prepareLetter } from './prepare.ts'
import type { CleanLetter } from './sanitize.ts'

/** Signed addresses live ten minutes; a view older than this asks for its letter again. */
const FRESH_MS = 8 * 60_000
const KEPT = 60

/** What one letter shows: its body, cleaned, and which of its pictures may be seen. */
export class LetterView {
  readonly id: number
  body: LetterBody | undefined = $state.raw()
  clean: CleanLetter | null = $state.raw(null)
  error: unknown = $state.raw()
  /** Signed address by remote address. */
  pictures: Record<string, string> = $state.raw({})
  trackers = $state(0)
  previewed: string | null = $state(null)
  arePicturesShown = $state(false)
  isAskingPictures = $state(false)
  picturesError: unknown = $state.raw()
  #loadedAt = 0
  #encoding: string | null | undefined
  #loading: Promise<void> | null = null
  #isUrgent = false

  constructor(id: number) {
    this.id = id
  }

  /** A look at the letter in another encoding, as text; null goes back to the letter itself. */
  preview(text: string | null): void {
    this.previewed = text
  }

  /** Remote pictures that are still hidden. */
  get hiddenPictures(): number {
    return this.clean === null || this.arePicturesShown ? 0 : this.clean.pictures.length
  }

  /** `idle` works while the page has nothing else to do; `now` hurries up what runs already. */
  load(when: 'now' | 'idle'): Promise<void> {
    this.#isUrgent ||= when === 'now'
    if (this.#loading) {
      if (when === 'now' && this.body?.html && this.clean === null) void prepareLetter(this.id, this.body.html, 'now')
      return this.#loading
    }
    const isFresh = this.body !== undefined && Date.now() - this.#loadedAt < FRESH_MS
    if (isFresh && this.error === undefined) return Promise.resolve()
    this.#loading = this.#ask().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  /** Its text became another one: asked again, the old one stays meanwhile. */
  renew(): void {
    // An answer that is on its way already may be the old text.
    void Promise.resolve(this.#loading).then(() => {
      this.#loadedAt = 0
      return this.load('now')
    })
  }

  /** In another encoding, wherever that was chosen, it has another text. */
  readIn(encoding: string | null): void {
    if (this.#encoding !== undefined && this.#encoding !== encoding) this.renew()
    this.#encoding = encoding
  }

  async #ask(): Promise<void> {
    try {
      const body = await client.messages.body({ id: this.id })
      this.body = body
      this.clean = body.html === null ? null : await prepareLetter(this.id, body.html, this.#isUrgent ? 'now' : 'idle')
      this.error = undefined
      this.#loadedAt = Date.now()
      if (this.arePicturesShown || (body.picturesAllowed && this.hiddenPictures > 0)) await this.showPictures(false)
    } catch (error) {
      this.error = error
    }
  }

  /** Asks for the pictures through our own proxy; `always` remembers the sender. */
  async showPictures(always: boolean): Promise<void> {
    const urls = this.clean?.pictures ?? []
    if (urls.length === 0) return
    this.isAskingPictures = true
    this.picturesError = undefined
    try {
      const { signed, trackers } = await client.messages.pictures({ id: this.id, urls: urls.slice(0, 500), always })
      this.pictures = signed
      this.trackers = trackers.length
      this.arePicturesShown = true
    } catch (error) {
      this.picturesError = error
    } finally {
      this.isAskingPictures = false
    }
  }
}

const views = new Map<number, LetterView>()

/** The view of a letter; the same one while it is among the last that were looked at. */
export function viewOf(id: number): LetterView {
  const known = views.get(id)
  const view = known ?? new LetterView(id)
  views.delete(id)
  views.set(id, view)
  if (views.size > KEPT) views.delete(views.keys().next().value ?? 0)
  return view
}

/** The letter was read anew (loaded after all, parsed again): its old view is of no use. */
export function forgetView(id: number): void {
  views.delete(id)
}
