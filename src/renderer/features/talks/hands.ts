// Merge, split and move: done at once, with a toast that takes it back.
import Merge from '@lucide/svelte/icons/merge'
import Split from '@lucide/svelte/icons/split'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ApartKind, ApartRule } from '../../../shared/model/thread-act.ts'
import { client } from '../../lib/client.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { go, inboxPath, route } from '../../lib/routes.svelte.ts'
import type { IconComponent } from '../../ui/icon.ts'
import { toast } from '../../ui/toast.svelte.ts'

type Done = { act: number; conversationId: number; number: number }
const UNDO_SECONDS = 30

/**
 * The open conversation goes along by itself, as it does when somebody else merges it. `subject`: how it is called from now
 * on; null as its letters are.
 */
export async function merge(id: number, other: number, number: number, subject: string | null): Promise<string | null> {
  const text = (done: Done) => m.talks_merged({ number: done.number })
  return told(() => client.threads.merge({ id, other, subject }), number, text, Merge)
}

/**
 * `number` is where the letters are now; `subject` is how the new conversation is called, null as its letters are. `apart`: what
 * is asked of later letters.
 */
export function split(
  id: number,
  letters: readonly number[],
  number: number,
  subject: string | null = null,
  apart: ApartKind[] = [],
): Promise<string | null> {
  const text = (done: Done) => m.talks_split_done({ n: letters.length, number: done.number })
  return told(() => client.threads.split({ id, letters: [...letters], subject, apart }), number, text, Split)
}

export function moveTo(id: number, letters: readonly number[], to: number, number: number): Promise<string | null> {
  const text = (done: Done) => m.talks_moved({ number: done.number })
  return told(() => client.threads.move({ id, letters: [...letters], to }), number, text, Split)
}

/** Takes an act back, from the line in the conversation. */
export async function takeBack(act: number): Promise<void> {
  try {
    await undo(act)
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  }
}

async function undo(act: number): Promise<void> {
  await client.threads.undo({ act })
  toast({ text: () => m.talks_undone(), seconds: 3 })
}

/** Later letters stand by the usual rules again; those that came before stay. */
export async function endRule(rule: ApartRule): Promise<void> {
  try {
    await client.threads.setApart({ rule: rule.id, isOn: false })
    toast({ text: () => m.talks_apart_ended(), seconds: UNDO_SECONDS, undo: { run: () => beginRule(rule) } })
  } catch (error) {
    toast({ text: () => problemText(error), tone: 'urgent' })
  }
}

async function beginRule(rule: ApartRule): Promise<void> {
  try {
    await client.threads.setApart({ rule: rule.id, isOn: true })
    toast({ text: () => m.talks_apart_on(), seconds: 3 })
  } catch (error) {
    // A rule goes with its split.
    if (problemOf(error)?.problem !== 'not-found') throw error
    toast({ text: () => m.talks_apart_gone(), tone: 'urgent' })
  }
}

/** Null when it was done, else why not. */
async function told(
  act: () => Promise<Done>,
  before: number,
  text: (done: Done) => string,
  icon: IconComponent,
): Promise<string | null> {
  try {
    const done = await act()
    toast({
      text: () => text(done),
      icon,
      seconds: UNDO_SECONDS,
      undo: {
        run: async () => {
          await undo(done.act)
          open(before)
        },
      },
    })
    return null
  } catch (error) {
    return problemText(error)
  }
}

function open(number: number): void {
  const here = route.current
  if (here.screen === 'inbox' && here.number !== number) go(inboxPath(here.view, number), { replace: true })
}
