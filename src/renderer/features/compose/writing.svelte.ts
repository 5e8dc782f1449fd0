import { untrack } from 'svelte'
import type { Usage } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { announce } from '../../lib/announce.svelte.ts'
import { client } from '../../lib/client.ts'
import { sinceTime } from '../../lib/format.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { type Live, live } from '../../lib/live.svelte.ts'
import { clock } from '../../lib/now.svelte.ts'
import { office } from '../../lib/office.svelte.ts'
import { problemText } from '../../lib/problems.ts'
import { session } from '../../lib/session.svelte.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { boxTrouble, usualBox } from './boxes.ts'
import { type Check, checksOf, type SendFacts } from './checks.ts'
import type { DraftKeeper } from './draft-keeper.svelte.ts'
import { Editor } from './editor.svelte.ts'
import { LetterFiles } from './letter-files.svelte.ts'
import { type SendAnswer, sendDraft } from './send.ts'
import type { Upload } from './uploads.svelte.ts'

/** One letter on its way from an empty sheet to the outbox: the same for the writing screen and the reply box. */
export class Writing {
  readonly keeper: DraftKeeper
  readonly files: LetterFiles
  readonly editor: Editor
  isSending = $state(false)
  #trouble: string | null = $state(null)
  #isOfLine = false
  /** The list of checks is open: somebody wanted to send. */
  isAsked = $state(false)
  readonly #usage: Live<Record<string, never>, Usage[]>
  readonly #ready: () => Promise<void>
  /** Warnings that the author has seen once. */
  #seen = new Set<string>()
  #isLeft = false
  /** The attempt to send that goes on; another number means that nobody wants it any more. */
  #attempt = 0

  /** In a component: it lives with it. `ready` resolves when the draft is known, and rejects while it is not. */
  constructor(keeper: DraftKeeper, ready = (): Promise<void> => Promise.resolve()) {
    this.keeper = keeper
    this.#ready = ready
    this.files = new LetterFiles(keeper, ready)
    this.editor = new Editor(this.files.pictures)
    this.#usage = live(client.outbox.usage, () => ({}), ['outbox'])
    // What other windows do to the draft is seen, and a page that goes saves first.
    $effect(() => keeper.watch(() => this.editor.flush()))
    $effect(() => () => this.#left())
    $effect(() => {
      if (line.state.is === 'live') untrack(() => this.#isOfLine && this.say(null))
    })
  }

  /** In a component: a letter without a sender, or with one that cannot send, takes the usual one. */
  takesUsualBox(isReady: () => boolean): void {
    $effect(() => {
      const boxes = office.mailboxes.data ?? []
      if (!isReady() || boxes.length === 0) return
      const { mailboxId } = this.keeper.content
      const own = boxes.find((box) => box.id === mailboxId)
      if (own !== undefined && boxTrouble(own)?.is !== 'cannot') return
      const usual = usualBox(boxes, session.user.defaultMailboxId)
      if (usual !== undefined && usual.id !== mailboxId) untrack(() => this.keeper.address({ mailboxId: usual.id }))
    })
  }

  /** Why the last attempt to send did not work. */
  get trouble(): string | null {
    return this.#trouble
  }
  /** What the line alone is at fault for is no longer true when it is back. */
  say(trouble: string | null, isOfLine = false): void {
    this.#trouble = trouble
    this.#isOfLine = isOfLine
  }

  get facts(): SendFacts {
    const { mailboxId } = this.keeper.content
    const box = office.mailboxes.data?.find((one) => one.id === mailboxId)
    const rest = box?.sendingRest
    return {
      box,
      blockedUntil: rest?.because === 'provider-block' ? sinceTime(rest.until ?? clock.now, clock.now) : null,
      usage: this.#usage.data?.find((one) => one.mailboxId === mailboxId),
      files: this.files.count,
      fault: this.files.fault,
      doubt: this.files.isLimitUsual ? this.files.tooLarge : null,
      missing: this.files.missing,
    }
  }

  /** What speaks against sending; shown once somebody pressed. */
  readonly checks: Check[] = $derived.by(() => (this.isAsked ? checksOf(this.keeper.content, this.facts) : []))

  /** Ctrl+Enter; false where the author switched it off. */
  byKey = (run: () => void): boolean => {
    if (!session.user.sendKey) return false
    run()
    return true
  }

  /**
   * Sends when its files are there, or opens the list of what speaks against it (null). Warnings stop the first press only;
   * `isSure` is the button of the list. `isHeld` is asked after the wait for the files.
   */
  async send(number: () => number | null, isSure = false, isHeld = (): boolean => false): Promise<SendAnswer | null> {
    if (this.isSending) return null
    this.isSending = true
    this.say(null)
    const attempt = ++this.#attempt
    const isOff = () => attempt !== this.#attempt
    const mayGo = (await this.#isReady()) && !isOff() && this.#mayGo(isSure)
    if (mayGo) await this.files.arrival(isOff)
    if (isOff()) return null
    if (!mayGo) {
      this.isSending = false
      this.#tellLeft()
      return null
    }
    // The author may have gone on writing meanwhile.
    const answer = this.#mayGo(true) && !isHeld() ? await sendDraft(this.keeper, number) : null
    this.isSending = false
    if (answer?.ok) this.forget()
    else {
      if (answer !== null) this.say(answer.trouble, answer.isOfLine)
      this.#tellLeft()
    }
    return answer
  }

  /** Its author has gone on, sure that it leaves. */
  #tellLeft(): void {
    if (this.#isLeft) toast({ text: () => m.compose_left_unsent(), tone: 'urgent' })
  }

  /** Whoever is quick presses before the office has said what the draft is. */
  async #isReady(): Promise<boolean> {
    try {
      await this.#ready()
      return true
    } catch (error) {
      if (this.#trouble === null) this.say(problemText(error), error instanceof LineLost)
      return false
    }
  }

  #mayGo(isSure: boolean): boolean {
    this.editor.flush()
    const checks = checksOf(this.keeper.content, this.facts)
    const isBlocked = checks.some((one) => one.level === 'error')
    const isNew = checks.some((one) => !this.#seen.has(one.id))
    if (isBlocked || (isNew && !isSure)) {
      for (const one of checks) if (one.level === 'warning' && !isBlocked) this.#seen.add(one.id)
      this.isAsked = true
      announce(checks.map((one) => one.text).join('. '), 'urgent')
    }
    return !isBlocked && (!isNew || isSure)
  }

  /** Files that were dropped or pasted into the text. */
  place = (files: readonly File[], at: { x: number; y: number } | null): void => {
    for (const address of this.files.place(files)) this.editor.insertPicture(address, at)
  }

  /** A file on its way is wanted no more; a picture goes out of the text too, which would come without it. */
  stopUpload = (upload: Upload): void => {
    upload.cancel()
    if (upload.contentId !== null) this.editor.takeOutPicture(`cid:${upload.contentId}`)
  }

  /** The draft is thrown away: what is on its way goes nowhere. */
  stop(): void {
    this.#attempt += 1
    this.isSending = false
    this.files.stop()
  }

  /**
   * The box is closed. A letter that waits for its files stays a draft, and the files go on into it; one that was sent leaves
   * all the same.
   */
  #left(): void {
    this.#isLeft = true
    if (!this.files.isWaiting) return
    toast({ text: () => m.files_wait_left(), tone: 'urgent' })
    this.#attempt += 1
  }

  /** Another letter begins. */
  forget(): void {
    this.isAsked = false
    this.files.refusal = null
    this.say(null)
    this.#seen.clear()
  }
}
