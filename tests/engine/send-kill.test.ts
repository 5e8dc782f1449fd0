import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { openReader, openStore } from '../../src/main/store/database.ts'
import { addMailbox, setSecret } from '../../src/main/store/mailboxes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { addUser } from '../../src/main/store/users.ts'
import { IVAN, PASSWORD } from './send-office.ts'

const KILLS = Number(process.env.GOLUB_SEND_KILLS ?? 40)
const LETTERS = Math.ceil(KILLS * 2.5)
/** The reply after a letter comes so late: long enough for a kill between the server's taking it and our hearing of it. */
const REPLY_MS = 30
/** Most of them wait already; the others are asked for while the program is killed. */
const QUEUED = Math.floor(LETTERS * 0.9)
/** Every program lives for two letters or so: the last ones have to be still there when the last one is killed. */
const LIFE_MS = 200
const HOST = fileURLToPath(new URL('./send-kill-host.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'golub-send-kill-'))
const file = join(folder, 'office.sqlite')
let child: ChildProcess | null = null
afterAll(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test(`a program killed at ${KILLS} random moments of sending sends every letter, and none twice`, {
  timeout: 180_000 + KILLS * 16_000,
}, async () => {
  const practice = await startPracticeServer({
    now: Date.now,
    accounts: [{ address: IVAN, password: PASSWORD }],
    faults: { smtp: { replyDelayMs: REPLY_MS } },
  })
  prepare(practice.host, practice.smtpPort)
  await run(null, 'queue')
  let kills = 0
  for (;;) {
    const isDone = await run(kills < KILLS ? killer(practice, kills) : null)
    if (isDone) break
    kills++
  }
  const { reader, close } = openReader(file)
  const letters = reader
    .sql<{ id: string; state: string; subject: string }>(
      'SELECT message_id_header AS id, state, subject FROM outbox ORDER BY id',
    )
    .all()
  close()
  await practice.close()
  expect(new Set(letters.map((one) => one.subject)).size).toBe(LETTERS)
  expect(letters).toHaveLength(LETTERS)
  for (const { id, state, subject } of letters) {
    expect(['sent', 'uncertain'], subject).toContain(state)
    // What the sink saw, not what we believe: once where we say so, at most once where we say that nobody knows.
    const times = practice.received(id)
    if (state === 'sent') expect(times, `${subject} reached the server`).toBe(1)
    else expect(times, `${subject}, uncertain, reached the server`).toBeLessThanOrEqual(1)
  }
  expect(kills).toBe(KILLS)
  const uncertain = letters.filter((one) => one.state === 'uncertain').length
  expect(uncertain).toBeLessThanOrEqual(kills)
  expect(practice.handovers.every((one) => letters.some((letter) => letter.id === one.messageId))).toBe(true)
  console.log(`${LETTERS} letters, ${kills} kills: ${LETTERS - uncertain} sent, ${uncertain} uncertain`)
})

function prepare(host: string, port: number): void {
  migrate(file, fileURLToPath(new URL('../../migrations', import.meta.url)))
  const store = openStore(file)
  const now = Date.now()
  store.write((tx) => {
    const ownerId = addUser(
      tx,
      { name: 'Иван', email: 'ivan@office.example', role: 'admin', passwordHash: '', locale: 'ru' },
      now,
    )
    const id = addMailbox(tx, {
      ownerId,
      address: IVAN,
      provider: 'practice',
      activity: 'watching',
      activitySince: now,
      connectedAt: now,
      smtpHost: host,
      smtpPort: port,
      smtpLogin: IVAN,
      smtpSecurity: 'none',
      smtpPlaintext: true,
    })
    setSecret(tx, id, 'smtp', Buffer.from(PASSWORD))
  })
  store.close()
}

type Killer = (kill: () => void) => void

// By turns: some time after the start (queueing, claiming, the dialogue), and around the moment at which a letter is taken.
function killer(practice: PracticeServer, n: number): Killer {
  if (n % 2 === 0) return (kill) => void setTimeout(kill, Math.random() * LIFE_MS)
  return (kill) => {
    let left = Math.floor(Math.random() * 3)
    const stop = practice.onDelivered(() => {
      if (left-- > 0) return
      stop()
      setTimeout(kill, Math.random() * REPLY_MS * 1.5)
    })
  }
}

/** True when the program came to its end, false when it was killed. */
function run(killBy: Killer | null, mode: 'queue' | 'send' = 'send'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const host = spawn(process.execPath, [HOST, file, String(mode === 'queue' ? QUEUED : LETTERS), mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = host
    let isKilled = false
    createInterface({ input: host.stdout }).on('line', (line) => {
      if (line !== 'started') return
      killBy?.(() => {
        isKilled = true
        host.kill('SIGKILL')
      })
    })
    host.on('exit', (code) => {
      if (code === 0) resolve(true)
      else if (isKilled) resolve(false)
      else reject(new Error(`the program ended with ${code}`))
    })
  })
}
