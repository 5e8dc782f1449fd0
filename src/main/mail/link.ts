import type { Patience, PlainCalls, PlainName } from './imap/protocol.ts'
import { Window } from './imap/window.ts'
import { MailThread } from './link-mail.ts'
import { ParseThreads } from './link-parsers.ts'
import { PullJob } from './link-pull.ts'
import type { Failure, KnownFolder, LinkLog, MailLink, PulledLetter, WatchEvent } from './types.ts'

export interface LinkOptions {
  mailWorker: URL
  parseWorker: URL
  /** Parse threads; two keep up with one fast line. */
  parsers: number
  log: LinkLog
  patience?: Partial<Patience>
}

/** Bytes of a letter of ours between the store and a parser. */
const LARGE_WINDOW_BYTES = 1024 * 1024

const PATIENCE: Patience = { connectMs: 15_000, stallMs: 60_000 }

/** Starts the mail threads. Threads that die are started again; what was under way answers with a failure. */
export function createMailLink(options: LinkOptions): MailLink {
  const pulls = new Map<number, PullJob>()
  const watches = new Map<number, (event: WatchEvent) => void>()
  const watchOf = new Map<number, number>()
  let ids = 0

  const mail = new MailThread(options.mailWorker, { ...PATIENCE, ...options.patience }, options.log, {
    pulled: (message) => pulls.get(message.id)?.fetched(message.result, message.sent),
    event: ({ box, watch, event }) => {
      const listener = watches.get(watch)
      if (event.is === 'closed') forget(box, watch)
      listener?.(event)
    },
    died: (failure) => {
      for (const job of [...pulls.values()]) job.fail(failure)
      const listeners = [...watches.values()]
      watches.clear()
      watchOf.clear()
      for (const listener of listeners) listener({ is: 'closed', failure })
    },
  })
  const parsers = new ParseThreads(options.parseWorker, options.parsers, options.log, {
    line: (index, port) => mail.post({ is: 'parser', index, port }, port ? [port] : []),
    message: (message) => pulls.get(message.pull)?.take(message),
    died: (failure) => {
      // A letter may have killed it.
      for (const job of [...pulls.values()]) job.fail({ ...failure, isAtLetter: true })
    },
  })
  mail.onStart(() => parsers.connect())

  function forget(box: number, watch: number): void {
    watches.delete(watch)
    if (watchOf.get(box) === watch) watchOf.delete(box)
  }

  function call<K extends PlainName>(name: K, ...args: Parameters<PlainCalls[K]>): ReturnType<PlainCalls[K]> {
    // The worker answers each name with the type that MailLink gives it.
    return mail.ask({ is: 'call', id: ++ids, name, args }) as ReturnType<PlainCalls[K]>
  }

  async function pull(
    box: number,
    folder: KnownFolder,
    uids: number[],
    kind: 'letters' | 'large' | 'head',
    job: PullJob,
    isPatient = false,
  ) {
    const id = ++ids
    pulls.set(id, job)
    try {
      await job.run(
        (taken) => mail.post({ is: 'taken', id, bytes: taken }),
        () => mail.ask({ is: 'pull', id, box, folder, uids, kind, isPatient }),
      )
      return job
    } finally {
      pulls.delete(id)
    }
  }

  return {
    open: (box, login) => call('open', box, login),
    close: async (box) => {
      const watch = watchOf.get(box)
      if (watch !== undefined) forget(box, watch)
      await call('close', box)
    },
    maildrop: (box) => call('maildrop', box),
    number: (box, numbers) => call('number', box, numbers),
    folders: (box) => call('folders', box),
    status: (box, path) => call('status', box, path),
    list: (box, folder, range) => call('list', box, folder, range),
    uids: (box, folder, since) => call('uids', box, folder, since),
    flags: (box, folder, range, changedSince) => call('flags', box, folder, range, changedSince),
    store: (box, folder, uids, change) => call('store', box, folder, uids, change),
    findById: (box, folder, messageId) => call('findById', box, folder, messageId),
    findByHeader: (box, path, header, value) => call('findByHeader', box, path, header, value),
    remove: (box, folder, uids) => call('remove', box, folder, uids),
    append: (box, path, source, flags, at) => call('append', box, path, source, flags, at),
    makeFolder: (box, path) => call('makeFolder', box, path),
    pull: async (box, folder, uids, onBatch, isPatient) =>
      (await pull(box, folder, uids, 'letters', new PullJob({ batch: onBatch }), isPatient)).result,
    pullLarge: async (box, folder, uid, sink, isPatient) => {
      const job = await pull(box, folder, [uid], 'large', new PullJob({ chunk: sink.chunk.bind(sink) }), isPatient)
      if (!job.result.ok) return job.result
      return job.large ? { ok: true, ...job.large } : { ok: true, pulled: null }
    },
    pullHead: async (box, folder, uid) => {
      const letters: PulledLetter[] = []
      const job = await pull(
        box,
        folder,
        [uid],
        'head',
        new PullJob({ batch: async (batch) => void letters.push(...batch) }),
      )
      return job.result.ok ? { ok: true, pulled: letters[0] ?? null } : job.result
    },
    watch: async (box, path, onEvent, { renewSeconds }) => {
      const id = ++ids
      const before = watchOf.get(box)
      if (before !== undefined) forget(box, before)
      watches.set(id, onEvent)
      watchOf.set(box, id)
      const stands = (await mail.ask({ is: 'watch', id, box, path, renewSeconds })) as
        | { ok: true; by: 'idle' | 'poll' }
        | Failure
      if (!stands.ok) forget(box, id)
      return stands
    },
    parse: (source) => parsers.parse(source),
    parseLarge: async (source, sink, charset = null) => {
      const id = ++ids
      const job = new PullJob({ chunk: sink.chunk.bind(sink) })
      pulls.set(id, job)
      try {
        const window = new Window(LARGE_WINDOW_BYTES)
        await job.run(
          (taken) => window.take(taken),
          async () => {
            await parsers.stream(id, source, window, charset)
            job.fetched({ ok: true, gone: [] }, 1)
          },
        )
      } finally {
        pulls.delete(id)
      }
      if (!job.large) throw new Error('the parse thread failed')
      return { letter: job.large.pulled.letter, sha256: job.large.sha256, size: job.large.size }
    },
    end: async () => {
      await mail.end({ is: 'stop', id: ++ids })
      await parsers.end()
    },
  }
}
