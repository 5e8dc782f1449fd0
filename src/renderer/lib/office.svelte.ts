import { tick, untrack } from 'svelte'
import { client } from './client.ts'
import { LineLost } from './line.svelte.ts'
import { Live } from './live.svelte.ts'
import { session } from './session.svelte.ts'

/** What every screen may ask: mailboxes, counts, the state of the office. Asked once for the whole page. */
class Office {
  readonly mailboxes = new Live(client.mailboxes.list, () => ({}), ['mailboxes'])
  readonly counts = new Live(client.conversations.counts, () => ({}), ['counts', 'conversations', 'drafts', 'outbox'])
  readonly status = new Live(client.office.status, () => ({}), ['office', 'outbox'])
  readonly profile = new Live(client.profile.get, () => ({}), ['profile'])
}

let current: Office | null = $state.raw(null)
let stop: (() => void) | null = null

export const office = {
  get mailboxes() {
    return opened().mailboxes
  },
  get counts() {
    return opened().counts
  },
  get status() {
    return opened().status
  },
  get profile() {
    return opened().profile
  },
  /** Nothing is here and nothing comes. Letters outlive their mailbox where its owner kept them. */
  get isBare(): boolean {
    return opened().mailboxes.data?.length === 0 && opened().counts.data?.all === 0
  },
  /** After the sign-in, by the shell. */
  open(): void {
    stop?.()
    stop = $effect.root(() => {
      const opened = new Office()
      current = opened
      $effect(() => {
        const user = opened.profile.data
        if (user !== undefined) untrack(() => session.setUser(user))
      })
    })
  },
  close(): void {
    stop?.()
    stop = null
    current = null
  },
}

function opened(): Office {
  if (current === null) throw new Error('The office is asked before the sign-in')
  return current
}

const PATIENCE_MS = 10_000
const LOOK_MS = 50

/** Resolves when the mailboxes are known, and seen by what hangs on them; throws `LineLost` where the office does not say. */
export async function boxesKnown(): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (office.mailboxes.data === undefined) {
    if (performance.now() > until) throw new LineLost()
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
  await tick()
}
