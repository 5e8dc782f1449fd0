import { tick, untrack } from 'svelte'
import type { ConversationDetail } from '../../../shared/api/conversations.ts'
import type { Letter } from '../../../shared/model/conversation.ts'
import type { ConversationId } from '../../../shared/model/ids.ts'
import { htmlOfText } from '../../../shared/text/html.ts'
import { client } from '../../lib/client.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { whenChanged } from '../../lib/live.svelte.ts'
import { boxesKnown, office } from '../../lib/office.svelte.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { discardDraft, discardEmpty } from './discard.ts'
import { answeredOf, isBlank, isEmptyHtml } from './draft-content.ts'
import { DraftKeeper } from './draft-keeper.svelte.ts'
import { answerTo, hasOthers, haveSamePeople } from './recipients.ts'
import { takenBack } from './take-back.svelte.ts'
import { Writing } from './writing.svelte.ts'

export type ReplyMode = 'reply' | 'reply-all'
type Started = Parameters<DraftKeeper['start']>[0]
/** J and K pass many conversations; only one that is looked at asks for its draft. */
const DWELL_MS = 150
/** A conversation that is joined or parted takes its open pane along; a box that stays behind has lost its draft. */
const FOLLOW_MS = 1500
const newestIn = (letters: readonly Letter[]): Letter | undefined =>
  letters.findLast((letter) => letter.direction === 'in')

/** The answer of one conversation: which letter it answers, to whom it goes, and what arrived meanwhile. */
export class Reply {
  readonly keeper: DraftKeeper
  readonly writing: Writing
  isReady = $state(false)
  isOpen = $state(false)
  isLarge = $state(false)
  arePeopleShown = $state(false)
  /** Written before the office said to whom the answer goes. */
  early = $state('')
  /** When the newest letter of theirs came that the writer has seen; a newer one asks to be read before sending. */
  seen = $state(0)
  /** What the pane shows of this conversation; it stays when the pane goes on to another one, and comes late on a slow line. */
  #detail: ConversationDetail | undefined = $state.raw()
  #conversation: number
  /** How the box was opened, for a draft that is not here yet. */
  #wanted: ReplyMode | null = null
  #isMet = false
  #isGone = false
  #preparing: Promise<void> | null = null
  /** The letter that the empty box was made for. */
  #preparedFor = 0

  /** In a component: it lives with it. */
  constructor(id: number, detail: () => ConversationDetail | undefined) {
    this.#conversation = id
    this.#detail = untrack(detail)
    this.keeper = new DraftKeeper(`reply:${id}`)
    this.keeper.onsent = () => void this.#reset()
    this.keeper.onmoved = (to) => {
      const { id } = this.keeper
      setTimeout(() => id === this.keeper.id && this.#leave(to), FOLLOW_MS)
    }
    this.writing = new Writing(this.keeper, async () => {
      await Promise.all([this.prepare(), boxesKnown()])
      if (!this.isReady) throw new LineLost()
    })
    const kept = this.keeper.resume()
    this.early = kept?.html ?? ''
    this.#wanted = kept?.mode ?? null
    this.isReady = this.keeper.isDirty
    this.isOpen = this.isReady || this.early !== ''

    this.writing.takesUsualBox(() => this.isReady)
    $effect.pre(() => {
      this.#detail = detail() ?? untrack(() => this.#detail)
    })
    $effect(() => {
      const newest = this.#detail && (newestIn(this.#detail.messages)?.at ?? 0)
      if (newest === undefined) return
      // What came with the conversation is seen with it; and while nothing is being written, what comes later too.
      if (!this.#isMet || !this.isOpen || this.isEmpty) this.seen = Math.max(this.seen, newest)
      this.#isMet = true
    })
    $effect(() => {
      const now = detail()?.conversation.id
      if (now !== undefined) untrack(() => this.#follow(now))
    })
    $effect(() => {
      const taken = takenBack.claim(detail()?.conversation.id ?? id)
      if (taken === null) return
      untrack(() => {
        this.keeper.start(taken.draft)
        this.isReady = true
        this.isOpen = true
        this.arePeopleShown = taken.isForAddress
        void tick().then(() => this.writing.editor.focus())
      })
    })
    // A box in which nothing is written follows the newest letter.
    $effect(() => {
      const newest = this.answered?.id ?? 0
      if (!this.#isUntouched || newest === this.#preparedFor) return
      untrack(() => {
        this.isReady = false
        this.#preparing = null
        void this.prepare()
      })
    })
    // Begun in another window: it is written on here too.
    whenChanged(['drafts'], () => void this.#takeUp())
    // A draft of files alone shows what it has.
    $effect(() => {
      if (this.isReady && this.writing.files.count > 0) this.isOpen = true
    })
    // Asked again when a lost line is back.
    $effect(() => {
      if (line.state.is !== 'live' || this.answered === undefined) return
      const timer = setTimeout(() => void this.prepare(), DWELL_MS)
      return () => clearTimeout(timer)
    })
  }

  // Asked anew each time: a box that is gone still sends, and what a component derives ends with it.
  get ours(): string[] {
    return (office.mailboxes.data ?? []).map((mailbox) => mailbox.address)
  }
  get answered(): Letter | undefined {
    return answeredOf(this.#detail?.messages ?? [])
  }
  get content() {
    return this.keeper.content
  }
  get mode(): ReplyMode {
    return this.content.mode === 'reply-all' ? 'reply-all' : 'reply'
  }
  /** The letter that the draft answers; a newer one does not change that behind the writer's back. */
  get base(): Letter | undefined {
    const named = this.isReady ? this.#detail?.messages.find((letter) => letter.id === this.content.replyTo) : undefined
    return named ?? this.answered
  }
  get canAll(): boolean {
    return this.base !== undefined && this.base.direction === 'in' && hasOthers(this.base, this.ours)
  }
  readonly isEmpty: boolean = $derived.by(
    () => isBlank(this.early) && isBlank(this.content.html) && this.writing.files.count === 0,
  )
  // A getter: it is asked of a box that is gone too.
  get #isNothing(): boolean {
    const { base, content } = this
    return (
      this.isReady &&
      base !== undefined &&
      isEmptyHtml(content.html) &&
      this.writing.files.count === 0 &&
      haveSamePeople(content, answerTo(base, this.mode, this.ours))
    )
  }
  readonly #isUntouched: boolean = $derived.by(
    () => this.isReady && !this.isOpen && this.isEmpty && this.keeper.id === null,
  )
  readonly arrived: Letter[] = $derived.by(() =>
    this.isOpen && !this.isEmpty
      ? (this.#detail?.messages ?? []).filter((letter) => letter.direction === 'in' && letter.at > this.seen)
      : [],
  )

  prepare(): Promise<void> {
    this.#preparing ??= this.#ask()
    return this.#preparing
  }

  async #ask(): Promise<void> {
    if (this.isReady) return
    try {
      this.#detail ??= await client.conversations.get({ id: this.#conversation })
      const { answered } = this
      if (answered === undefined) return
      this.#preparedFor = answered.id
      const draft = await client.drafts.forReply({ messageId: answered.id, mode: 'reply' })
      // The words of a box that is gone lie where the next one of its conversation finds them, unless they are being sent.
      if (!this.isReady && (!this.#isGone || this.writing.isSending)) this.#begin(draft)
    } catch (error) {
      this.writing.say(problemText(error), error instanceof LineLost)
    } finally {
      if (!this.isReady) this.#preparing = null
    }
  }

  /** The draft is here: what was written meanwhile stands above what it holds. */
  #begin(draft: Started): void {
    const { editor } = this.writing
    editor.flush()
    const isEarly = !isBlank(this.early)
    const isBoth = isEarly && !isBlank(draft.html)
    // The text on the screen only grows: the cursor stays where it is, and nothing that is being typed is out of order.
    if (isBoth && !editor.addBelow(draft.html)) this.early += draft.html
    this.keeper.start(draft)
    this.isReady = true
    if (isEarly) this.keeper.change({ html: this.early })
    this.early = ''
    // A box that was closed again begins no draft by itself.
    if (this.isOpen && this.#wanted !== null && this.#wanted !== this.mode) this.choose(this.#wanted)
    if (!isBlank(this.keeper.content.html)) this.isOpen = true
  }

  async #takeUp(): Promise<void> {
    const { answered } = this
    if (!this.#isUntouched || answered === undefined) return
    try {
      const draft = await client.drafts.forReply({ messageId: answered.id, mode: 'reply' })
      if (draft.id === null || !this.#isUntouched || this.answered?.id !== answered.id) return
      this.keeper.start(draft)
      if (!this.isEmpty) this.isOpen = true
    } catch (error) {
      // The letter is gone, which the thread shows; after a lost line this is asked again.
      if (!(error instanceof LineLost) && problemOf(error) === null) throw error
    }
  }

  /** The conversation was joined into another one: what is written goes along; an empty box takes what was begun there. */
  #follow(conversation: ConversationId): void {
    if (conversation === this.#conversation) return
    this.#conversation = conversation
    this.writing.editor.flush()
    this.keeper.moveTo(`reply:${conversation}`, { conversationId: conversation })
    if ((this.isReady && !this.isEmpty) || this.keeper.id !== null) return
    this.isReady = false
    this.#preparing = null
    void this.prepare()
  }

  /** The draft went with its letter to where the pane did not go: it is written there. */
  #leave(to: number | null): void {
    if (to === null || to === this.#conversation || to === this.content.conversationId || this.keeper.isDirty) return
    void this.#reset()
  }

  /** R and A, and the menus of the letters: opens the box for this letter, with a first sentence when given. */
  start(wanted: ReplyMode, about?: { letter: Letter; text?: string | undefined }): void {
    this.isOpen = true
    this.#wanted = wanted
    this.writing.say(null)
    const { editor } = this.writing
    // At once: what is typed meanwhile is text, not keys of the list.
    const focused = tick().then(() => editor.focus())
    void Promise.all([this.prepare(), focused]).then(async () => {
      // Closed or thrown away meanwhile, or opened in the other way.
      if (!this.isReady || this.#isGone || this.#wanted !== wanted) return
      const letter = about?.letter ?? (this.isEmpty ? this.answered : undefined)
      if (letter !== undefined && letter.id !== this.content.replyTo)
        this.keeper.address({ replyTo: letter.id, mode: wanted, ...answerTo(letter, wanted, this.ours) })
      else if (wanted !== this.mode || about !== undefined) this.choose(wanted)
      if (about?.text !== undefined && this.isEmpty) this.keeper.change({ html: htmlOfText(about.text) })
      await tick()
      if (this.isEmpty) editor.focus()
    })
  }

  /** A file dropped onto the conversation begins the answer. */
  attach(files: File[]): void {
    if (!this.isOpen) this.start(this.mode)
    this.writing.files.attach(files)
  }

  write(html: string): void {
    if (this.isReady) {
      this.keeper.change({ html })
    } else {
      this.early = html
      this.keeper.keepEarly(html, { conversation: this.#conversation, mode: this.#wanted })
      void this.prepare()
    }
  }

  choose(next: ReplyMode): void {
    if (this.base !== undefined) this.keeper.address({ mode: next, ...answerTo(this.base, next, this.ours) })
  }

  async send(isSure = false): Promise<void> {
    this.writing.editor.flush()
    if (this.isEmpty || this.arrived.length > 0 || this.writing.isSending) return
    const isHeld = () => this.arrived.length > 0
    const release = this.keeper.lock()
    const number = () => this.#detail?.conversation.number ?? null
    const answer = await this.writing.send(number, isSure, isHeld).finally(release)
    if (answer?.ok && !this.#isGone) await this.#reset()
    else if (this.isReady && this.content.to.length + this.content.cc.length === 0) this.arePeopleShown = true
  }

  async discard(): Promise<void> {
    await discardDraft(this.writing, () => this.close())
    await this.#reset()
  }

  close(): void {
    this.isOpen = false
    this.#wanted = null
  }

  /** An empty box again, for the letter that is the newest now. */
  async #reset(): Promise<void> {
    this.close()
    this.isLarge = false
    this.arePeopleShown = false
    this.isReady = false
    this.early = ''
    this.#preparing = null
    this.writing.forget()
    this.keeper.change({ html: '' })
    this.keeper.end()
    await this.prepare()
  }

  async save(): Promise<void> {
    this.writing.editor.flush()
    await this.keeper.flush()
  }

  /** Escape: a box with words in it stays open, and what is in it is saved. */
  async putAway(): Promise<void> {
    this.writing.editor.flush()
    if (this.isLarge) this.isLarge = false
    else if (this.isEmpty) this.close()
    if (this.isOpen || !this.#isNothing) return this.keeper.flush()
    await discardEmpty(this.writing, () => !this.isOpen && !this.#isGone && this.#isNothing)
    // Where another window has written into it, that shows.
    await this.#takeUp()
  }

  leave(): void {
    this.#isGone = true
    this.writing.editor.flush()
    const isSaved = this.keeper.id !== null || this.keeper.isDirty
    if (this.isOpen && isSaved && this.#isNothing) void this.#leaveNothing()
    else this.keeper.leave()
  }

  async #leaveNothing(): Promise<void> {
    await discardEmpty(this.writing, () => true)
    if (this.keeper.id !== null || this.keeper.isDirty) this.keeper.leave()
  }
}
