import type { AwaitedLetter, DraftFile } from '../../../shared/api/files.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import {
  filesOver,
  isBlockedFile,
  MOST_FILE_BYTES,
  plainFileName,
  sizeInLetter,
} from '../../../shared/text/file-rules.ts'
import { announce } from '../../lib/announce.svelte.ts'
import { client } from '../../lib/client.ts'
import { bytes } from '../../lib/format.ts'
import { LineLost } from '../../lib/line.svelte.ts'
import { live } from '../../lib/live.svelte.ts'
import { problemText } from '../../lib/problems.ts'
import type { DraftKeeper } from './draft-keeper.svelte.ts'
import { Pictures } from './pictures.svelte.ts'
import { type Owner, Upload, uploads } from './uploads.svelte.ts'

const PICTURE = /^image\/(png|jpeg|gif|webp|bmp|avif)$/

/** The files of one draft while it is written: those that lie in it, those on their way, and what stands against them. */
export class LetterFiles {
  readonly #keeper: DraftKeeper
  readonly #asked
  readonly #owner: Owner
  readonly pictures: Pictures
  /** Why a file was not taken, in words. */
  refusal: string | null = $state(null)
  isWaiting = $state(false)

  /**
   * To be made while a component starts: the list stays asked for its life. `ready` resolves when the draft is known that files
   * belong to, and rejects while it is not.
   */
  constructor(keeper: DraftKeeper, ready: () => Promise<void>) {
    this.#keeper = keeper
    this.#owner = {
      get id() {
        return keeper.id
      },
      settle: () => ready().then(() => keeper.settle()),
    }
    this.#asked = live(client.files.list, () => ({ draftId: keeper.id, mailboxId: keeper.content.mailboxId }), [
      'drafts',
      'mailboxes',
      'conversations',
    ])
    this.pictures = new Pictures(
      () => this.#asked.data?.files ?? [],
      () => this.#asked.data?.pictures ?? [],
    )
    $effect(() => {
      const listed = this.#listed
      for (const { done } of uploads.of(this.#owner)) this.#follow(done, listed)
    })
  }

  get #listed(): readonly DraftFile[] {
    if (this.#keeper.id === null) return []
    return (this.#asked.data?.files ?? []).filter((file) => !uploads.isStopped(file))
  }
  /** Under the text. */
  get below(): readonly DraftFile[] {
    return this.#listed.filter((file) => !file.isInline)
  }
  get coming(): Upload[] {
    const listed = new Set(this.#listed.map((file) => file.id))
    const wanted = uploads.of(this.#owner).filter((upload) => !upload.isStopped)
    return wanted.filter(({ done }) => done === null || !listed.has(done.id))
  }
  /** All that stands or will stand under the text, in the order of their author. */
  get row(): (DraftFile | Upload)[] {
    return [...this.below, ...this.coming].sort((a, b) => a.position - b.position)
  }
  get count(): number {
    return this.row.length
  }
  get isRunning(): boolean {
    const isStopping = uploads.of(this.#owner).some((upload) => upload.isStopped)
    return isStopping || this.coming.some((upload) => upload.state !== 'failed')
  }
  /** Pictures in the text by content id, and those that stay elsewhere by their address. */
  get shown(): { inline: Record<string, string>; remote: Record<string, string> } {
    const inline = this.#listed.flatMap(({ contentId, address }) =>
      contentId && address ? [[contentId, address]] : [],
    )
    const remote = (this.#asked.data?.pictures ?? []).map(({ url, address }) => [url, address])
    return { inline: Object.fromEntries(inline), remote: Object.fromEntries(remote) }
  }

  /** The letter that is sent on, while it lies on its server still. */
  get awaits(): AwaitedLetter | null {
    return this.#asked.data?.awaits ?? null
  }

  /** Why the letter cannot go with its files as they are, in a sentence; null when it can. */
  get fault(): string | null {
    if (this.awaits?.is === 'coming') return m.files_awaited_wait({ size: bytes(this.awaits.size) })
    const failed = this.coming.find((upload) => upload.state === 'failed')
    if (failed !== undefined) return m.files_wait_failed({ name: failed.name })
    return this.isLimitUsual ? null : this.tooLarge
  }

  /** The server has not said how large a letter it takes: what is too large by the usual limit may go all the same. */
  get isLimitUsual(): boolean {
    return this.#asked.data?.isLimitUsual ?? true
  }

  /** What goes without its files because they cannot be had, in a sentence; null when nothing does. */
  get missing(): string | null {
    if (this.awaits === null || this.awaits.is === 'coming') return null
    const words = { size: bytes(this.awaits.size) }
    return this.awaits.is === 'gone' ? m.files_awaited_gone(words) : m.files_awaited_unreachable(words)
  }

  /** Asks once more for a letter that could not be reached. */
  async askAgain(): Promise<void> {
    if (this.awaits === null) return
    this.refusal = null
    try {
      await client.messages.loadAnyway({ id: this.awaits.messageId })
      await this.#asked.again()
    } catch (error) {
      this.refusal = problemText(error)
    }
  }

  /** What the mail server would not take, in a sentence that names the files and the ways out; null when all fits. */
  get tooLarge(): string | null {
    const asked = this.#asked.data
    const limit = asked?.limit
    if (limit === undefined) return null
    const { html } = this.#keeper.content
    const going = [
      ...this.#listed.filter((file) => !file.isInline || html.includes(`cid:${file.contentId}`)),
      ...this.coming.map(({ name, file }) => ({ name, size: file.size })),
    ]
    const over = filesOver(going, html.length, limit)
    if (over.length === 0) return null
    const size = going.reduce((sum, file) => sum + sizeInLetter(file.size), sizeInLetter(html.length))
    const say = this.isLimitUsual ? m.files_over_usual : m.files_over
    return say({
      names: namesOf(over.map(({ name }) => name)),
      limit: bytes(limit),
      size: bytes(size),
    })
  }

  /** Takes files under the text. */
  attach(files: Iterable<File>): void {
    this.#take(files, () => null)
  }

  /** Takes what was put into the text: answers the addresses that show its pictures there at once; the rest goes under it. */
  place(files: Iterable<File>): string[] {
    return this.#take(files, (file) => (PICTURE.test(file.type) ? `${crypto.randomUUID()}@golub` : null))
  }

  /** A picture by its address, taken into the letter; answers where the editor finds it. Throws what the program refuses. */
  async fetchPicture(url: string): Promise<string> {
    const draftId = await this.#owner.settle()
    if (draftId === null) throw new LineLost()
    const file = await client.files.fetchPicture({ draftId, url })
    const address = file.address ?? ''
    this.pictures.give(`cid:${file.contentId}`, address)
    return address
  }

  /** A picture that stays where it is: every reader's program asks for it there. */
  async linkPicture(url: string): Promise<string> {
    const { address } = await client.files.picture({ url })
    this.pictures.give(url, address)
    return address
  }

  // What cannot go is refused before a byte moves; every file of it is named.
  #take(files: Iterable<File>, contentIdOf: (file: File) => string | null): string[] {
    const addresses: string[] = []
    const blocked: string[] = []
    const large: string[] = []
    for (const file of files) {
      const name = plainFileName(file.name) || m.files_picture()
      const contentId = contentIdOf(file)
      if (isBlockedFile(name)) blocked.push(name)
      else if (this.#used + file.size > MOST_FILE_BYTES) large.push(name)
      else {
        uploads.add(new Upload(this.#owner, file, name, contentId))
        announce(m.files_uploading({ name }))
        if (contentId !== null) addresses.push(this.pictures.hold(contentId, file))
      }
    }
    const refusals = [
      ...refusalOf(blocked, m.problem_file_blocked, m.files_blocked),
      ...refusalOf(large, m.problem_files_too_large, m.files_too_large),
    ]
    this.refusal = refusals.length === 0 ? null : refusals.join(' ')
    if (this.refusal !== null) announce(this.refusal, 'urgent')
    return addresses
  }

  get #used(): number {
    return [...this.#listed, ...this.coming.map((upload) => upload.file)].reduce((sum, file) => sum + file.size, 0)
  }

  async remove(file: DraftFile): Promise<void> {
    try {
      await client.files.remove({ id: file.id })
      await this.#asked.again()
    } catch (error) {
      this.refusal = problemText(error)
    }
  }

  /** Resolves when nothing is on its way any more, or when nobody waits for it any more. */
  async arrival(isOff: () => boolean): Promise<void> {
    this.isWaiting = this.isRunning
    while (this.isRunning && !isOff()) await new Promise((done) => setTimeout(done, LOOK_MS))
    this.isWaiting = false
  }

  /** The draft is thrown away: what is on its way goes nowhere. */
  stop(): void {
    for (const upload of uploads.of(this.#owner)) upload.cancel()
  }

  // A finished upload stands there until the list has the file.
  #follow(done: DraftFile | null, listed: readonly DraftFile[]): void {
    if (done === null) return
    const upload = uploads.of(this.#owner).find((one) => one.done === done)
    if (upload === undefined) return
    if (listed.some((file) => file.id === done.id || (done.contentId !== null && file.contentId === done.contentId))) {
      uploads.forget(upload)
      announce(m.files_attached({ name: upload.name }))
    }
  }
}

const LOOK_MS = 100

const namesOf = (names: readonly string[]): string => names.map((name) => m.files_name({ name })).join(', ')

function refusalOf(
  names: readonly string[],
  one: (words: { name: string }) => string,
  several: (words: { names: string }) => string,
): string[] {
  const [name] = names
  if (name === undefined) return []
  return [names.length === 1 ? one({ name }) : several({ names: namesOf(names) })]
}
