import { SvelteSet } from 'svelte/reactivity'
import type { DraftFile } from '../../../shared/api/files.ts'
import { client, Refused } from '../../lib/client.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { secret } from '../../lib/secret.ts'

/** More at once would only share the same line. */
const AT_ONCE = 3

export type UploadState = 'waiting' | 'running' | 'failed'

/** What an upload needs of the draft that it belongs to. */
export interface Owner {
  readonly id: number | null
  /** The id of the draft, which is saved for it if need be; null while it cannot be. */
  settle(): Promise<number | null>
}

/** One file on its way to a draft. It goes on when the writer leaves the screen. */
export class Upload {
  readonly file: File
  readonly name: string
  /** Of a picture that stands in the text. */
  readonly contentId: string | null
  readonly owner: Owner
  /** Its place among the files of the draft: as added, whichever arrives first. */
  readonly position: number
  state: UploadState = $state('waiting')
  sent = $state(0)
  /** Why it failed, in words. */
  trouble = $state('')
  /** The file is in the draft; the list that shows it is on its way. */
  done: DraftFile | null = $state.raw(null)
  /** Its author wants it no more; it stays among the uploads until the office has said that it takes nothing of it. */
  isStopped = $state(false)
  #request: XMLHttpRequest | null = null
  /** Drafts that may have it: where it was sent to, and what that became. */
  readonly #drafts = new Set<number>()

  constructor(owner: Owner, file: File, name: string, contentId: string | null) {
    this.owner = owner
    this.file = file
    this.name = name
    this.contentId = contentId
    lastPosition = Math.max(lastPosition + 1, Date.now())
    this.position = lastPosition
  }

  get share(): number {
    return this.file.size === 0 ? 0 : Math.floor((this.sent / this.file.size) * 100)
  }

  /** It goes nowhere: what the office has of it already, or gets yet, is thrown away there. */
  cancel(): void {
    if (this.isStopped) return
    this.isStopped = true
    stopped.add(this.position)
    this.#request?.abort()
    if (this.#drafts.size === 0) uploads.forget(this)
    else void this.#stop()
    next()
  }

  again(): void {
    this.state = 'waiting'
    this.trouble = ''
    next()
  }

  async run(): Promise<void> {
    this.state = 'running'
    this.sent = 0
    try {
      await line.ready()
      const draft = await this.owner.settle()
      if (draft === null) throw new LineLost()
      if (!this.isStopped) this.done = await this.#arrived(await this.#send(draft), draft)
    } catch (error) {
      if (!this.isStopped) this.#failed(error)
    }
    next()
  }

  async #arrived(file: DraftFile, draft: number): Promise<DraftFile> {
    const now = this.owner.id
    if (now === null || now === draft || this.isStopped) return file
    // The draft became a second one meanwhile.
    this.#drafts.add(now)
    return client.files.copy({ id: file.id, to: now })
  }

  async #stop(): Promise<void> {
    if (this.owner.id !== null) this.#drafts.add(this.owner.id)
    try {
      // The first ones first: what a copy under way has not brought further by then it does not find any more.
      for (const draft of this.#drafts) await this.#stopIn(draft)
      uploads.forget(this)
    } catch (error) {
      // It stands there again, so that no letter goes with it unseen.
      stopped.delete(this.position)
      this.isStopped = false
      this.state = 'failed'
      this.trouble = problemText(error)
    }
  }

  async #stopIn(draft: number): Promise<void> {
    try {
      await client.files.stop({ draftId: draft, at: this.position })
    } catch (error) {
      // Sent without it, or thrown away: nothing comes into that draft.
      if (problemOf(error)?.problem === 'not-found') return
      if (!(error instanceof LineLost)) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      await this.#stopIn(draft)
    }
  }

  #failed(error: unknown): void {
    // A cut line mends itself, and then the file goes from its beginning.
    if (error instanceof LineLost) setTimeout(() => all.includes(this) && !this.isStopped && this.again(), AGAIN_MS)
    this.state = error instanceof LineLost ? 'waiting' : 'failed'
    this.trouble = error instanceof LineLost ? '' : problemText(error)
  }

  #send(draft: number): Promise<DraftFile> {
    const query = new URLSearchParams({
      ...{ name: this.name, at: String(this.position) },
      ...(this.contentId === null ? {} : { cid: this.contentId }),
    })
    const request = new XMLHttpRequest()
    this.#request = request
    this.#drafts.add(draft)
    return new Promise((resolve, reject) => {
      request.open('POST', `/api/v1/drafts/${draft}/files?${query}`)
      request.responseType = 'json'
      request.setRequestHeader('content-type', this.file.type || 'application/octet-stream')
      if (secret.current !== null) request.setRequestHeader('x-golub-secret', secret.current)
      request.upload.onprogress = (event) => (this.sent = event.loaded)
      request.onerror = () => reject(new LineLost())
      request.onabort = request.onerror
      request.onload = () =>
        // The contract's DraftFile, or a refusal in the form of REST.
        request.status === 201
          ? resolve(request.response as DraftFile)
          : reject(new Refused(request.status, request.response))
      request.send(this.file)
    })
  }
}

const AGAIN_MS = 3000

// Time, so that it goes on ascending in another window and after a reload.
let lastPosition = 0

let all: Upload[] = $state.raw([])

/** Places of stopped uploads: what a list of files that was asked earlier still has there is gone. */
const stopped = new SvelteSet<number>()

function next(): void {
  const wanted = all.filter((upload) => !upload.isStopped)
  const running = wanted.filter((upload) => upload.state === 'running' && upload.done === null).length
  for (const upload of wanted.filter((one) => one.state === 'waiting').slice(0, AT_ONCE - running)) void upload.run()
}

export const uploads = {
  of: (owner: Owner): Upload[] =>
    all.filter((upload) => upload.owner === owner || (owner.id !== null && upload.owner.id === owner.id)),
  add(upload: Upload): void {
    all = [...all, upload]
    next()
  },
  isStopped: (file: DraftFile): boolean => stopped.has(file.position),
  /** The list of the draft shows the file itself now, or never will. */
  forget(upload: Upload): void {
    all = all.filter((other) => other !== upload)
  },
}

// The only thing that closing a window would lose: the browser asks in its own words.
window.addEventListener('beforeunload', (event) => {
  if (all.some((upload) => upload.isStopped || (upload.done === null && upload.state !== 'failed')))
    event.preventDefault()
})
