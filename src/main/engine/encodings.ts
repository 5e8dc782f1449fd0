// A letter shown in another encoding: read anew from its kept source. Who it is and where it stands does not change.
import type { BlobId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { ENCODINGS } from '../mail/mime/forced.ts'
import { cyrillicScore } from '../mail/mime/letter-shares.ts'
import { readLetter } from '../mail/mime/parse.ts'
import { readBlob } from '../store/blobs.ts'
import { note } from '../store/facts.ts'
import type { Reader } from '../store/handle.ts'
import {
  letterEncoding,
  markShown,
  renameLetter,
  senderEncoding,
  setSenderEncoding,
  waitingForEncoding,
} from '../store/letter-encodings.ts'
import { completeMessage } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { mailboxesOf } from '../store/placements.ts'
import { arrivalOf, identityOf } from '../store/reread.ts'
import type { Deps } from './deps.ts'
import { readAgain } from './letter-source.ts'
import { newMessage } from './new-message.ts'
import { summariseConversation } from './summaries.ts'

/** Enough for the first words; files further behind are not needed for them. */
const HEAD_BYTES = 128 * 1024
const WORDS = 80
const STEP = 20

/** Names that can be chosen. */
export function isEncoding(name: string): boolean {
  return ENCODINGS.some((one) => one === name)
}

export interface EncodingChoice {
  /** Null: as the program reads it by itself. */
  charset: string | null
  words: string
  isAdvised: boolean
}

/** The first words of a letter in each encoding. */
export function encodingChoices(db: Reader, blob: BlobId): EncodingChoice[] {
  const head = headOf(db, blob)
  const read = (charset: string | null) => {
    const { subject, snippet } = readLetter(head, '', charset)
    return `${snippet || subject}`.slice(0, WORDS)
  }
  const choices = [null, ...ENCODINGS].map((charset) => ({ charset, words: read(charset) }))
  const plain = choices[0]?.words ?? ''
  const scored = choices
    .map((one) => ({ ...one, score: cyrillicScore(one.words) }))
    .filter((one) => one.charset !== null && one.words !== plain)
    .sort((a, b) => b.score - a.score)
  const best = scored[0] && scored[0].score > Math.max(2, cyrillicScore(plain)) ? scored[0].charset : undefined
  return choices.map((one) => ({ ...one, isAdvised: one.charset === best }))
}

/** The text of a letter in an encoding, for a look before it is chosen. */
export function encodingPreview(db: Reader, blob: BlobId, charset: string | null): { subject: string; text: string } {
  const { subject, text } = readLetter(headOf(db, blob), '', charset)
  return { subject, text }
}

function headOf(db: Reader, blob: BlobId): Buffer {
  const parts: Buffer[] = []
  let size = 0
  for (const chunk of readBlob(db, blob)) {
    parts.push(chunk)
    size += chunk.length
    if (size >= HEAD_BYTES) break
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES)
}

export interface Letter {
  id: MessageId
  mailboxId: MailboxId
  blob: BlobId
}

/** Reads the stored source in this encoding; the letter keeps its id, its identity and its conversation. */
async function showIn(deps: Deps, { id, mailboxId, blob }: Letter, charset: string | null): Promise<void> {
  const { letter, size } = await readAgain(deps, blob, charset)
  deps.store.write((tx) => {
    const message = newMessage(letter, arrivalOf(tx, id), size, false)
    const scope = mailboxesOf(tx, id).map((one) => `mb${one}`)
    completeMessage(
      tx,
      id,
      { ...message, identity: identityOf(tx, id) },
      (scope.length ? scope : [`mb${mailboxId}`]).join(' '),
    )
    renameLetter(tx, id, message)
    markShown(tx, id, charset)
    for (const node of nodesOfMessage(tx, mailboxId, id)) summariseConversation(tx, node.conversationId)
  })
}

/** What held before, to take a choice back. */
export interface Before {
  charset: string | null
  sender: string | null
}

/** Shows a letter in an encoding; `sender` remembers it for the letters that come from there to this user (null: forgets). */
export async function chooseEncoding(
  deps: Deps,
  user: UserId,
  letter: Letter & { from: string },
  charset: string | null,
  sender: string | null,
): Promise<Before> {
  const { store, ports } = deps
  const before = {
    charset: letterEncoding(store.reader, letter.id),
    sender: senderEncoding(store.reader, user, letter.from),
  }
  await showIn(deps, letter, charset)
  const now = ports.clock.now()
  store.write((tx) => {
    setSenderEncoding(tx, user, letter.from, sender, now)
    note(tx, now, {
      what: 'letter-encoding',
      tone: 'info',
      mailboxId: letter.mailboxId,
      messageId: letter.id,
      userId: user,
      params: { old: before.charset ?? '', new: charset ?? '' },
    })
  })
  return before
}

/** New letters of remembered senders are read in their encoding, soon after they came. Answers how to stop. */
export function startEncodings(deps: Deps): () => void {
  const { store, ports, stopping } = deps
  let isRunning = false

  async function run(): Promise<void> {
    if (isRunning || waitingForEncoding(store.reader, 1).length === 0) return
    isRunning = true
    try {
      for (;;) {
        const waiting = waitingForEncoding(store.reader, STEP)
        if (waiting.length === 0 || stopping?.aborted) return
        for (const { id, charset, mailboxId, blob } of waiting) {
          // Without a source (over the size limit, not here yet) it stays as it was read.
          if (blob === null || mailboxId === null) store.write((tx) => markShown(tx, id, null))
          else await showIn(deps, { id, mailboxId, blob }, charset)
        }
      }
    } catch (error) {
      // They stay rows: the next letter or the next start takes them up.
      ports.log.error({ error: String(error) }, 'letters could not be read in the encoding of their sender')
    } finally {
      isRunning = false
    }
  }

  void run()
  return store.onChanges(() => void run())
}
