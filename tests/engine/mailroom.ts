// Letters made by hand go into a real store through the real ingest, without any server; and what grouping says of the whole set.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standpoint } from '../../src/main/domain/direction.ts'
import { groups } from '../../src/main/domain/thread-groups.ts'
import type { ThreadLetter } from '../../src/main/domain/thread-model.ts'
import { createCredit } from '../../src/main/engine/credit.ts'
import type { Deps } from '../../src/main/engine/deps.ts'
import { ingestOf } from '../../src/main/engine/ingest.ts'
import { newMessage } from '../../src/main/engine/new-message.ts'
import { createWriteQueue } from '../../src/main/engine/write-queue.ts'
import type { ParsedLetter } from '../../src/main/mail/types.ts'
import { openStore } from '../../src/main/store/database.ts'
import { beginFolder, folderById, saveFolder } from '../../src/main/store/folders.ts'
import { addMailbox, ownAddresses } from '../../src/main/store/mailboxes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { threadRulesOf } from '../../src/main/store/thread-facts.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { FolderId, MailboxId } from '../../src/shared/model/ids.ts'
import { handClock } from '../rig/clock.ts'
import { MIGRATIONS, openSecrets } from '../rig/office.ts'

export interface HandLetter {
  /** Tells letters apart that share every header. */
  content: string
  messageId: string
  inReplyTo: string
  references: string[]
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string | null
  subject: string
  at: number
}

/** A copy of a letter in a folder of a mailbox. */
export interface Copy {
  letter: HandLetter
  mailbox: string
  folder: 'inbox' | 'sent'
  isSeen: boolean
  /** Arrival there, UTC ms. */
  internalAt: number
}

// In memory where it can be: a few thousand small files are made and thrown away.
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'golub-mailroom-'))
const empty = join(root, 'empty.sqlite')
let rooms = 0

/** To be called when no mailroom is needed any more. */
export function clearMailrooms(): void {
  rmSync(root, { recursive: true, force: true })
}

export class Mailroom {
  file = join(root, `${rooms++}.sqlite`)
  store: ReturnType<typeof openStore>
  clock = handClock(Date.UTC(2026, 5, 1))
  deps: Deps
  #folders = new Map<string, { mailbox: MailboxId; inbox: FolderId; sent: FolderId }>()
  #uid = 0

  constructor() {
    if (rooms === 1) migrate(empty, MIGRATIONS)
    copyFileSync(empty, this.file)
    this.store = openStore(this.file)
    const quiet = () => undefined
    const log = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (data: object, text: string) => {
        throw new Error(`${text} ${JSON.stringify(data)}`)
      },
    }
    const ports = {
      clock: this.clock,
      log,
      secrets: openSecrets,
      random: (bytes: number) => new Uint8Array(bytes),
      allowedHosts: [],
      freeDiskBytes: () => 10 ** 12,
    }
    // No line is ever opened: ingest asks nothing of the wire.
    const link = {} as Deps['ports']['link']
    this.deps = {
      store: this.store,
      queue: createWriteQueue(this.store),
      credit: createCredit(1_000_000),
      ports: { ...ports, link },
    }
    this.store.write(
      (tx) =>
        void addUser(
          tx,
          { name: 'Иван', email: 'ivan@our.example', role: 'admin', passwordHash: null, locale: 'ru' },
          0,
        ),
    )
  }

  addMailbox(address: string): MailboxId {
    return this.store.write((tx) => {
      const mailbox = addMailbox(tx, {
        ownerId: 1,
        address,
        provider: 'other',
        activity: 'watching',
        activitySince: 0,
        connectedAt: 0,
      })
      const folder = (role: 'inbox' | 'sent') => {
        const id = saveFolder(tx, mailbox, { path: role, name: role, delimiter: '/', role, isTicked: true, letters: 0 })
        beginFolder(tx, id, '1', 2 ** 31)
        return id
      }
      this.#folders.set(address, { mailbox, inbox: folder('inbox'), sent: folder('sent') })
      return mailbox
    })
  }

  /** One commit for all of them, as when they come in one batch. */
  receive(...copies: Copy[]): void {
    this.store.write((tx) => {
      for (const copy of copies) {
        const folders = this.#folders.get(copy.mailbox)
        const folder = folders && folderById(this.store.reader, folders[copy.folder])
        if (!folder) throw new Error(`no mailbox ${copy.mailbox}`)
        const pulled = {
          uid: ++this.#uid,
          flags: copy.isSeen ? ['\\Seen'] : [],
          internalAt: copy.internalAt,
          size: 100,
          letter: parsed(copy.letter),
          packed: packed(copy),
          uploadId: null,
        }
        const batch = ingestOf(this.deps, folder, [pulled])
        batch.each(tx, pulled, false)
        batch.finish?.(tx)
      }
    })
  }

  /** Conversations of a mailbox as they stand: `identity/client` of their letters, sorted. */
  conversations(mailbox: MailboxId): string[] {
    const rows = this.store.reader
      .sql<{ conversation: number; node: string }>(
        "SELECT n.conversation_id AS conversation, m.identity || '/' || n.client AS node FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE n.mailbox_id = ?",
      )
      .all(mailbox)
    return sorted(
      [...Map.groupBy(rows, (row) => row.conversation).values()].map((group) => group.map((row) => row.node)),
    )
  }

  /** What grouping says of the same letters as a whole, whatever their order was. */
  expected(
    mailbox: MailboxId,
    address: string,
    copies: readonly Copy[],
    decisions: readonly { letter: string; parent: string | null }[] = [],
  ): string[] {
    const letters = this.seen(address, copies)
    const identity = new Map(letters.map((letter) => [letter.id, letter.identity]))
    const idOf = new Map(letters.map((letter) => [letter.identity, letter.id]))
    const stored = threadRulesOf(this.store.reader, mailbox)
    const drawn = (id: number) => idOf.get(this.identityOf(id)) ?? 0
    const apart = stored.apart.map((rule) => ({
      ...rule,
      stayed: { ...rule.stayed, letter: drawn(rule.stayed.letter) },
      left: drawn(rule.left),
    }))
    const rules = { ...stored, apart }
    const byHand = decisions.flatMap(({ letter, parent }) => {
      const id = idOf.get(letter)
      return id === undefined
        ? []
        : [{ letter: id, parent: parent === null ? null : (idOf.get(parent) ?? null), at: 0 }]
    })
    return sorted(
      groups(letters, rules, byHand).map((group) => group.map((node) => `${identity.get(node.letter)}/${node.client}`)),
    )
  }

  identityOf(message: number): string {
    const row = this.store.reader.sql<{ identity: string }>('SELECT identity FROM messages WHERE id = ?').get(message)
    if (!row) throw new Error(`no letter ${message}`)
    return row.identity
  }

  /** Identities of the letters that nobody has read: of the other side, and unread wherever they lie. */
  expectedUnread(address: string, copies: readonly Copy[]): string[] {
    const read = new Set(
      copies.filter((copy) => copy.mailbox === address && copy.isSeen).map((copy) => identityOf(copy)),
    )
    return this.seen(address, copies)
      .filter((letter) => letter.direction === 'in' && !read.has(letter.identity))
      .map((letter) => letter.identity)
      .sort()
  }

  seen(address: string, copies: readonly Copy[]): ThreadLetter[] {
    const own = ownAddresses(this.store.reader)
    const here = Map.groupBy(
      copies.filter((copy) => copy.mailbox === address),
      identityOf,
    )
    return [...here.values()].map((places, n) => {
      const first = places[0]!
      const { letter } = first
      const message = newMessage(parsed(letter), first.internalAt, 100, false)
      const isSent = places.some((copy) => copy.folder === 'sent')
      const people = { from: letter.from, to: letter.to, cc: letter.cc, bcc: letter.bcc, replyTo: letter.replyTo ?? '' }
      return {
        ...message,
        ...standpoint(people, address, own, isSent),
        id: n + 1,
        receivedAt: Math.min(...places.map((copy) => copy.internalAt)),
      }
    })
  }

  close(): void {
    this.store.close()
    for (const end of ['', '-wal', '-shm']) rmSync(this.file + end, { force: true })
  }
}

function identityOf(copy: Copy): string {
  return newMessage(parsed(copy.letter), copy.internalAt, 100, false).identity
}

const sorted = (found: string[][]) => found.map((group) => group.sort().join(' + ')).sort()

const person = (email: string) => ({ name: '', email })

function parsed(letter: HandLetter): ParsedLetter {
  return {
    messageId: letter.messageId,
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    aliases: [],
    dateAsWritten: new Date(letter.at).toUTCString(),
    at: letter.at,
    from: person(letter.from),
    sender: null,
    replyTo: letter.replyTo === null ? null : person(letter.replyTo),
    to: letter.to.map(person),
    cc: letter.cc.map(person),
    bcc: letter.bcc.map(person),
    subject: letter.subject,
    text: Buffer.from(letter.content),
    html: null,
    snippet: letter.content,
    language: 'en',
    attachments: [],
    contentHash: letter.content,
    reading: 'whole',
    readingTrouble: null,
    isAutomatic: false,
    authResults: '',
    threadTopic: '',
    threadIndex: '',
    search: {
      subject: letter.subject,
      people: letter.from,
      files: '',
      text: Buffer.from(letter.content),
    },
  }
}

// Its bytes do not matter; equal letters in two folders are two sources.
function packed(copy: Copy) {
  const sha256 = `${identityOf(copy)} ${copy.mailbox} ${copy.folder}`
  return { sha256, size: 0, chunks: [] }
}
