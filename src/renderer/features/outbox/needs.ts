// Letters of ours that wait for a person are told when they begin to, wherever he is: an answer stopped, a letter came back.
import CirclePause from '@lucide/svelte/icons/circle-pause'
import MailX from '@lucide/svelte/icons/mail-x'
import type { OutboxRow } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { client } from '../../lib/client.ts'
import { count } from '../../lib/format.ts'
import { LineLost } from '../../lib/line.svelte.ts'
import { onChanges } from '../../lib/live.svelte.ts'
import { go, inboxPath } from '../../lib/routes.svelte.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { isReturned } from './outbox-fix.ts'

const ASKED = 100
const SECONDS = 10

/** Tells from now on; what waits already is not told again. The answer ends it. */
export function tellsNeeds(): () => void {
  let known: ReadonlySet<string> | null = null
  let isAsking = false
  let isAgain = false

  const ask = async (): Promise<void> => {
    const { items, next } = await client.outbox.list({ state: 'needs', limit: ASKED })
    const before = known
    known = new Set(items.map(keyOf))
    // Of a list that is cut at its end an old letter may come into sight.
    if (before !== null && next === null) tell(items.filter((row) => !before.has(keyOf(row))))
  }
  const look = async (): Promise<void> => {
    if (isAsking) {
      isAgain = true
      return
    }
    isAsking = true
    try {
      do {
        isAgain = false
        await ask()
      } while (isAgain)
    } catch (error) {
      // After a lost line everything is a change, and asked again.
      if (!(error instanceof LineLost)) throw error
    } finally {
      isAsking = false
    }
  }
  void look()
  return onChanges(['outbox'], () => void look())
}

const keyOf = (row: OutboxRow) => `${row.id} ${isReturned(row) ? 'returned' : row.state}`

function tell(rows: readonly OutboxRow[]): void {
  const [row, another] = rows
  if (row === undefined) return
  const text = () => (another === undefined ? wordsOf(row) : m.outbox_news_many({ n: count(rows.length) }))
  const run = () => go(another === undefined ? placeOf(row) : '/outbox/all')
  const icon = row.state === 'deferred' ? CirclePause : MailX
  toast({ text, icon, tone: 'urgent', seconds: SECONDS, act: { label: () => m.outbox_news_show(), run } })
}

function wordsOf(row: OutboxRow): string {
  if (row.state === 'deferred') return m.outbox_news_stopped()
  const back = row.deliveries.find((one) => one.state === 'returned')
  if (isReturned(row)) return m.outbox_news_returned({ who: back?.email ?? '' })
  const [first] = row.to
  const who = first === undefined ? row.subject : first.name === '' ? first.email : first.name
  return row.state === 'uncertain' ? m.outbox_news_uncertain({ who }) : m.outbox_news_failed({ who })
}

function placeOf(row: OutboxRow): string {
  if (row.state === 'uncertain') return `/outbox/uncertain/${row.id}`
  return row.number === null ? '/outbox/failed' : inboxPath('all', row.number)
}
