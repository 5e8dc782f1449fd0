import type { Usage } from '../../../shared/api/compose.ts'
import { announce } from '../../lib/announce.svelte.ts'
import { client } from '../../lib/client.ts'
import { type Live, live } from '../../lib/live.svelte.ts'
import { office } from '../../lib/office.svelte.ts'
import { session } from '../../lib/session.svelte.ts'
import { type Check, checksOf, type SendFacts } from './checks.ts'
import type { DraftKeeper } from './draft-keeper.svelte.ts'
import { Editor } from './editor.svelte.ts'
import { type SendAnswer, sendDraft } from './send.ts'

/** What a letter carries beside its text; the part that uploads files says it. */
export type Carried = { files: number; isUploading: boolean }

/** One letter on its way from an empty sheet to the outbox: the same for the writing screen and the reply box. */
export class Writing {
  readonly keeper: DraftKeeper
  readonly editor = new Editor()
  isSending = $state(false)
  /** Why the last attempt to send did not work. */
  trouble: string | null = $state(null)
  /** The list of checks is open: somebody wanted to send. */
  isAsked = $state(false)
  readonly #usage: Live<Record<string, never>, Usage[]>
  readonly #carried: () => Carried
  /** Warnings that the author has seen once. */
  #seen = new Set<string>()

  /** In a component: it asks as long as the component lives. */
  constructor(keeper: DraftKeeper, carried: () => Carried = () => ({ files: 0, isUploading: false })) {
    this.keeper = keeper
    this.#carried = carried
    this.#usage = live(client.outbox.usage, () => ({}), ['outbox'])
  }

  get facts(): SendFacts {
    const { mailboxId } = this.keeper.content
    return {
      box: office.mailboxes.data?.find((one) => one.id === mailboxId),
      usage: this.#usage.data?.find((one) => one.mailboxId === mailboxId),
      ...this.#carried(),
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
   * Sends, or opens the list of what speaks against it (null). Warnings stop the first press only; `isSure` is the
   * button of the list.
   */
  async send(number: number | null, isSure = false): Promise<SendAnswer | null> {
    if (this.isSending) return null
    this.editor.flush()
    const checks = checksOf(this.keeper.content, this.facts)
    const isBlocked = checks.some((one) => one.level === 'error')
    const isNew = checks.some((one) => !this.#seen.has(one.id))
    if (isBlocked || (isNew && !isSure)) {
      for (const one of checks) if (one.level === 'warning' && !isBlocked) this.#seen.add(one.id)
      this.isAsked = true
      announce(checks.map((one) => one.text).join('. '), 'urgent')
      return null
    }
    this.isSending = true
    this.trouble = null
    const answer = await sendDraft(this.keeper, number)
    this.isSending = false
    if (answer.ok) this.forget()
    else this.trouble = answer.trouble
    return answer
  }

  /** Another letter begins. */
  forget(): void {
    this.isAsked = false
    this.trouble = null
    this.#seen.clear()
  }
}
