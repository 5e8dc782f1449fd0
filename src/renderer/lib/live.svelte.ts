import { onDestroy, untrack } from 'svelte'
import type { Change } from '../../shared/api/office.ts'
import { client } from './client.ts'
import { LineLost, line } from './line.svelte.ts'

type Topic = Change['topic']
type Listener = (changes: Change[] | 'all') => void

const COALESCE_MS = 50
const PATIENCE_MS = 150
const REMEMBERED = 60

const listeners = new Set<Listener>()
let isListening = false

/** One subscription for the whole page. After a break everything is asked again: changes may have been missed. */
async function listen(): Promise<void> {
  if (isListening) return
  isListening = true
  let isFirst = true
  while (listeners.size > 0) {
    try {
      const changes = await client.office.changes({})
      if (!isFirst) for (const listener of listeners) listener('all')
      isFirst = false
      for await (const batch of changes) for (const listener of listeners) listener(batch)
    } catch (error) {
      // A lost line is shown by the shell and mends itself; another failure must not become a tight loop.
      isFirst = false
      if (!(error instanceof LineLost)) await new Promise((done) => setTimeout(done, 1000))
    }
    if (line.state.is === 'idle') break
  }
  isListening = false
}

/** Calls back on changes of these topics, at most every 50 ms; `ids` is null where many or unknown ids changed. */
export function onChanges(topics: readonly Topic[], then: (ids: ReadonlySet<number> | null) => void): () => void {
  let pending: Set<number> | null = new Set()
  let timer: ReturnType<typeof setTimeout> | null = null
  const listener: Listener = (changes) => {
    const ours = changes === 'all' ? changes : changes.filter((change) => topics.includes(change.topic))
    if (ours.length === 0) return
    if (ours === 'all' || ours.some((change) => change.ids.length === 0)) pending = null
    else if (pending !== null) for (const change of ours) for (const id of change.ids) pending.add(id)
    timer ??= setTimeout(() => {
      timer = null
      const ids = pending
      pending = new Set()
      then(ids)
    }, COALESCE_MS)
  }
  listeners.add(listener)
  void listen()
  return () => {
    listeners.delete(listener)
    if (timer !== null) clearTimeout(timer)
  }
}

/** The last answers by name and input, so that what was just seen is shown before it is asked again. */
const remembered = new Map<string, unknown>()

function remember(key: string, value: unknown): void {
  remembered.delete(key)
  remembered.set(key, value)
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value ?? '')
}

/** The last answer under a name, whatever its type. */
export function kept(name: string, input: unknown): unknown {
  return remembered.get(`${name} ${JSON.stringify(input)}`)
}

export function dropKept(name: string, input: unknown): void {
  remembered.delete(`${name} ${JSON.stringify(input)}`)
}

/** Asks ahead (the next conversations); a failure is left to the real question. */
export async function prefetch<I, O>(name: string, procedure: (input: I) => Promise<O>, input: I): Promise<void> {
  const key = `${name} ${JSON.stringify(input)}`
  if (remembered.has(key)) return
  try {
    remember(key, await procedure(input))
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

type LiveOptions<I> = {
  /** Keeps answers under this name: they show at once when the same input comes again (see `prefetch`). */
  name?: string
  /** Only changes of these ids ask again; without it every change of the topics does. */
  ids?: (input: I) => readonly number[]
}

/** A question that stays asked. Old rows stay while a new answer is on its way. */
export class Live<I, O> {
  data: O | undefined = $state.raw()
  error: unknown = $state.raw()
  /** True only after 150 ms without anything to show. */
  isLoading = $state(false)
  /** The input that `data` answers. */
  answered: I | undefined = $state.raw()
  #ask: () => Promise<void> = () => Promise.resolve()

  constructor(
    procedure: (input: I, options: { signal: AbortSignal }) => Promise<O>,
    input: () => I | null,
    topics: readonly Topic[],
    options: LiveOptions<I> = {},
  ) {
    let turn = 0
    let asked = ''
    let abort: AbortController | null = null
    let patience: ReturnType<typeof setTimeout> | undefined
    let isAsking = false
    let isAgain = false

    const ask = async (now: I, isSame: boolean): Promise<void> => {
      // A change during a running question is asked once more after it, not in parallel.
      if (isSame && isAsking) {
        isAgain = true
        return
      }
      turn += 1
      const mine = turn
      abort?.abort()
      abort = new AbortController()
      isAsking = true
      clearTimeout(patience)
      if (this.data === undefined) patience = setTimeout(() => (this.isLoading = mine === turn), PATIENCE_MS)
      try {
        const came = await procedure(now, { signal: abort.signal })
        if (mine !== turn) return
        // What says the same as before draws nothing anew.
        const answer = saysTheSame(this.data, came) ? this.data : came
        this.data = answer
        this.answered = now
        this.error = undefined
        if (options.name !== undefined) remember(`${options.name} ${JSON.stringify(now)}`, answer)
      } catch (error) {
        if (mine !== turn) return
        this.error = error
      } finally {
        if (mine === turn) {
          clearTimeout(patience)
          this.isLoading = false
          isAsking = false
          if (isAgain) {
            isAgain = false
            void ask(now, true)
          }
        }
      }
    }

    const turnTo = (now: I | null): void => {
      const key = JSON.stringify(now)
      if (key === asked) return
      asked = key
      isAgain = false
      if (now === null) {
        turn += 1
        abort?.abort()
        isAsking = false
        this.#ask = () => Promise.resolve()
        return
      }
      const kept = options.name === undefined ? undefined : remembered.get(`${options.name} ${key}`)
      if (kept !== undefined) {
        // Stored under the same name and input by this class, hence of the same type.
        this.data = kept as O
        this.answered = now
        this.error = undefined
      } else if (options.name !== undefined) {
        this.data = undefined
      }
      this.#ask = () => ask(now, true)
      void ask(now, false)
    }

    $effect(() => {
      const now = input()
      untrack(() => turnTo(now))
    })
    $effect(() =>
      onChanges(topics, (ids) => {
        const now = this.answered
        const mine = now === undefined || ids === null ? undefined : options.ids?.(now)
        if (mine !== undefined && !mine.some((id) => ids?.has(id))) return
        void this.#ask()
      }),
    )

    $effect(() => () => {
      clearTimeout(patience)
      abort?.abort()
      turn += 1
    })
  }

  /** Asks the same question again at once ("Try again"). */
  again(): Promise<void> {
    return this.#ask()
  }
}

function saysTheSame<O>(one: O | undefined, other: O): one is O {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

/** In a component: `const boxes = live(client.mailboxes.list, () => ({}), ['mailboxes'])`; a null input asks nothing. */
export function live<I, O>(
  procedure: (input: I, options: { signal: AbortSignal }) => Promise<O>,
  input: () => I | null,
  topics: readonly Topic[],
  options?: LiveOptions<I>,
): Live<I, O> {
  return new Live(procedure, input, topics, options)
}

/** Runs on changes for the life of the component. */
export function whenChanged(topics: readonly Topic[], then: (ids: ReadonlySet<number> | null) => void): void {
  onDestroy(onChanges(topics, then))
}
