import type { DraftContent } from '../../../shared/api/compose.ts'
import { client } from '../../lib/client.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { onChanges } from '../../lib/live.svelte.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { emptyContent, isBlank, isEmptyHtml } from './draft-content.ts'
import { type Early, forgetKept, keep, letGo, lockKept, readKept } from './kept-text.ts'

export type Saving = 'untouched' | 'waiting' | 'saving' | 'saved' | 'kept-here' | 'failed'
type Started = DraftContent & { id: number | null; revision: number }

const SAVE_AFTER_MS = 2000
const RETRY_MS = 5000

/**
 * One draft while it is written. Every change lies on this computer at once and in the office two seconds later, or on
 * leaving the field; a save on a stale revision becomes a second draft, and this one follows it.
 */
export class DraftKeeper {
  content: DraftContent = $state.raw(emptyContent())
  id: number | null = $state(null)
  saving: Saving = $state('untouched')
  /** The draft was changed elsewhere too; our text is a second draft now. */
  isForked = $state(false)
  /** Another window wrote into this draft too; its text is a second draft. */
  hasSecond = $state(false)
  trouble: string | null = $state(null)
  /** This window sends the draft at this moment. */
  isLeaving = false
  /** Another window sent it: this box has nothing left to do. */
  onsent: () => void = () => undefined
  /** The letter that it answers stands in another conversation now, and the draft with it. */
  onmoved: (conversation: number | null) => void = () => undefined
  #place: string
  #revision = 0
  /** Saves without an answer: the office may have heard them. */
  #unheard: DraftContent[] = []
  #changes = 0
  #saved = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #running: Promise<void> | null = null
  #onsaved: (id: number) => void
  #isLeft = false
  #isKept = false

  /** `place` names the box ("reply:12", "new"); text left there by a lost line is found again under it. */
  constructor(place: string, onsaved: (id: number) => void = () => undefined) {
    this.#place = place
    this.#onsaved = onsaved
  }

  get revision(): number {
    return this.#revision
  }
  get isDirty(): boolean {
    return this.#changes !== this.#saved
  }

  /**
   * Before the office is asked: goes on with what this window kept of this place. Answers an answer that was begun too early
   * for a draft; null where there is none, or a whole draft (`content` is that then, and `isDirty`).
   */
  resume(): (Early & { html: string }) | null {
    const kept = readKept(this.#place, false)
    if (kept === null) return null
    if (kept.early !== undefined) return { ...kept.early, html: kept.content.html }
    this.content = kept.content
    this.id = kept.id
    this.#revision = kept.revision
    this.#unheard = kept.unheard ?? []
    this.#touch()
    return null
  }

  /** While it is being sent no other box takes its text up. */
  lock = (): (() => void) => lockKept(this.#place)

  /** While the office has not said what the draft is: its words lie on this computer all the same. */
  keepEarly(html: string, early: Early): void {
    if (isBlank(html)) forgetKept(this.#place)
    else keep(this.#place, { content: { ...emptyContent(), html }, id: null, revision: 0, at: Date.now(), early })
  }

  /**
   * Takes the office's draft; text that this computer kept through a lost line wins over it. True when that happened.
   * `takesLeft`: also text of a window that was closed.
   */
  start(from: Started, takesLeft = true): boolean {
    const { id, revision, ...content } = from
    this.content = content
    this.id = id
    this.#revision = revision
    this.#unheard = []
    this.#changes = 0
    this.#saved = 0
    this.saving = 'untouched'
    const kept = readKept(this.#place, takesLeft)
    // Its box has those words and writes them into this draft.
    if (kept?.early !== undefined) return false
    if (kept === null || JSON.stringify({ ...content, ...kept.content }) === JSON.stringify(content)) {
      forgetKept(this.#place)
      return false
    }
    this.content = { ...content, ...kept.content }
    this.#unheard = kept.unheard ?? []
    if (kept.id !== null && (id === null || kept.id === id)) {
      this.id = kept.id
      this.#revision = id === null ? kept.revision : Math.min(kept.revision, revision)
      if (id === null) this.#settle(kept.id)
    }
    this.#touch()
    return true
  }

  /**
   * For the life of a box: what other windows do to this draft is seen, and a page that goes saves first. `tell` brings what
   * the editor still holds back.
   */
  watch(tell: () => void): () => void {
    const leaving = () => {
      if (document.visibilityState !== 'hidden') return
      tell()
      void this.flush()
    }
    document.addEventListener('visibilitychange', leaving)
    window.addEventListener('pagehide', leaving)
    const forget = onChanges(['drafts'], (ids) => {
      if (this.id !== null && (ids === null || ids.has(this.id))) void this.#look(this.id, tell)
    })
    return () => {
      document.removeEventListener('visibilitychange', leaving)
      window.removeEventListener('pagehide', leaving)
      forget()
    }
  }

  async #look(id: number, tell: () => void): Promise<void> {
    try {
      const { draft, second } = await client.drafts.look({ id })
      tell()
      if (this.id !== id) return
      this.hasSecond ||= second !== null && !this.isForked
      if (draft.conversationId !== this.content.conversationId) this.onmoved(draft.conversationId)
      if (draft.revision <= this.#revision || this.isDirty || this.#running !== null) return
      // Nothing of ours is unsaved: the text of the other window is the newer one.
      const { id: _id, revision, savedAt: _at, ...content } = draft
      this.content = content
      this.#revision = revision
    } catch (error) {
      if (problemOf(error)?.problem === 'draft-sent') {
        tell()
        // What was written here since is worth a draft of its own: the next save makes it.
        if (this.id === id && !this.isLeaving && !this.isDirty && this.#running === null) this.#wasSent(error)
        return
      }
      // Deleted elsewhere, or the line is down: the next save says so.
      if (!(error instanceof LineLost) && problemOf(error) === null) throw error
    }
  }

  change(part: Partial<DraftContent>): void {
    // The editor tidies an empty sheet by itself; that is no draft yet.
    if (
      part.html !== undefined &&
      Object.keys(part).length === 1 &&
      isEmptyHtml(part.html) &&
      isEmptyHtml(this.content.html)
    )
      return
    this.content = { ...this.content, ...part }
    this.#touch()
  }

  /** From whom and to whom, before a word is written: an empty sheet is no draft yet; what is saved or being saved has it too. */
  address(part: Partial<DraftContent>): void {
    if (this.id !== null || this.isDirty) this.change(part)
    else this.content = { ...this.content, ...part }
  }

  #touch(): void {
    this.#changes += 1
    if (this.saving !== 'kept-here') this.saving = 'waiting'
    this.#keep()
    this.#later(SAVE_AFTER_MS)
  }

  #later(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), ms)
  }

  /** Saves now what is not saved yet. Never throws: the state says how it went. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    while (this.isDirty) {
      this.#running ??= this.#save().finally(() => {
        this.#running = null
      })
      await this.#running
      if (this.saving === 'kept-here' || this.saving === 'failed') return
    }
  }

  /** The id of the saved draft, for a file that belongs to it; null while the line is down. */
  async settle(): Promise<number | null> {
    if (this.id === null && !this.isDirty) this.#touch()
    if (this.id === null) await this.flush()
    return this.id
  }

  async #save(): Promise<void> {
    const changes = this.#changes
    const isNew = this.id === null
    this.saving = line.state.is === 'live' ? 'saving' : 'kept-here'
    if (this.saving === 'kept-here') return this.#retry()
    const attempt = { ...this.content }
    const before = this.#unheard
    const place = { id: this.id, revision: this.#revision, unheard: before }
    // A window that closes now leaves word of it.
    this.#unheard = [attempt, ...before].slice(0, 3)
    this.#keep()
    try {
      const { draft, forked } = await client.drafts.save({ ...attempt, ...place })
      this.#unheard = []
      this.id = draft.id
      this.#revision = draft.revision
      this.#saved = changes
      this.isForked ||= forked
      this.trouble = null
      this.saving = this.isDirty ? 'waiting' : 'saved'
      if (!this.isDirty) forgetKept(this.#place)
      if (isNew || forked) this.#settle(draft.id)
    } catch (error) {
      if (!(error instanceof LineLost)) this.#unheard = before
      this.#failed(error)
    }
  }

  /** A new letter has its own place from the first save on; a reload finds it there. */
  #settle(id: number): void {
    if (this.#place === 'new' || this.#place.startsWith('draft:')) this.moveTo(`draft:${id}`, {})
    this.#onsaved(id)
  }

  #failed(error: unknown): void {
    if (error instanceof LineLost) {
      this.saving = 'kept-here'
      this.#retry()
    } else if (problemOf(error)?.problem === 'draft-sent') {
      this.#wasSent(error)
    } else if (problemOf(error)?.problem === 'not-found' && this.id !== null) {
      // Deleted in another window while we write: the text is worth more than the deletion.
      this.id = null
      this.#revision = 0
      this.saving = 'waiting'
      this.#later(0)
    } else {
      this.saving = 'failed'
      this.trouble = problemText(error)
      this.#later(RETRY_MS)
    }
  }

  #wasSent(error: unknown): void {
    this.content = { ...this.content, html: '' }
    this.end()
    toast({ text: () => problemText(error) })
    if (!this.isLeaving) this.onsent()
  }

  /** What is written goes along to another place. */
  moveTo(place: string, part: Partial<DraftContent>): void {
    this.content = { ...this.content, ...part }
    forgetKept(this.#place)
    this.#place = place
    if (this.isDirty) this.#keep()
  }

  /**
   * The box closes: what is unsaved is saved once more. Without a line it stays where the next box of its place finds it,
   * unless that one is opened now, for another letter (`isForAnother`).
   */
  leave(isForAnother = false): void {
    this.#isLeft = true
    if (this.#place === 'new' && (isForAnother || line.state.is === 'live'))
      this.moveTo(`left:${crypto.randomUUID()}`, {})
    if (this.isDirty) void this.flush()
    else letGo(this.#place)
  }

  #retry(): void {
    if (this.#isLeft && this.#isKept) letGo(this.#place)
    else this.#later(RETRY_MS)
  }

  #keep(): void {
    const { content, id } = this
    this.#isKept = keep(this.#place, { content, id, revision: this.#revision, at: Date.now(), unheard: this.#unheard })
  }

  /**
   * Nothing of it would be missed: ends, and answers what the office has of it, null where it has nothing. So it does too while
   * a save does not get through, which goes on then, and where `isEmpty` is no longer true once the one under way is done.
   */
  async endEmpty(isEmpty: () => boolean): Promise<{ id: number; revision: number } | null> {
    while (this.#running !== null) await this.#running
    const isStuck = this.saving === 'kept-here' || this.saving === 'failed'
    const { id, revision } = this
    if (!isEmpty() || isStuck || (id !== null && line.state.is !== 'live')) return null
    this.end()
    return id === null ? null : { id, revision }
  }

  /** The draft is no more (sent or deleted): nothing of it stays behind. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#saved = this.#changes
    this.id = null
    this.#revision = 0
    this.#unheard = []
    this.isForked = false
    this.hasSecond = false
    this.saving = 'untouched'
    forgetKept(this.#place)
  }
}
