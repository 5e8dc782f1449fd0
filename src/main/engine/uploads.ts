// Files on their way from a page (or a program that calls) into a draft: cut, packed and stored while they come.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BlobId, DraftId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import { isBlockedFile, MOST_FILE_BYTES, plainFileName } from '../../shared/text/file-rules.ts'
import { Packer } from '../mail/mime/pack.ts'
import { addChunk, beginUpload, blobOfHash, dropBlob, dropChunks, finishUpload, releaseBlob } from '../store/blobs.ts'
import { addDraftFile, type DraftFileRow, dropDraftFile, filesAt, filesOfDraft } from '../store/draft-files.ts'
import { draftById } from '../store/drafts.ts'
import type { Reader } from '../store/handle.ts'
import type { Deps } from './deps.ts'
import { DiskFlush } from './disk-flush.ts'
import { errorCode } from './error-code.ts'
import { roomMissing } from './room.ts'
import { type Answer, type Refusal, refused } from './send-answer.ts'
import { createStoppedUploads } from './stopped-uploads.ts'

/** Chunks that one transaction deletes: about 4 MB. */
const CHUNKS_AT_ONCE = 16

export interface Upload {
  name: string
  mime: string
  /** Bytes that will come, where the sender says so. */
  size: number | null
  /** Of a picture that stands in the text. */
  contentId: string | null
  /** Its place among the files of the draft; last without one. */
  position?: number | null
}

interface Coming {
  draft: DraftId
  position: number | null
  bytes: number
}

export interface Uploads {
  /** Stores the file as it comes; the draft has it whole, by one commit at the end, or not at all. Throws what `body` throws. */
  take(
    user: User,
    draft: DraftId,
    upload: Upload,
    body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<Answer<DraftFileRow>>
  /**
   * Nothing of the upload to this place is in the draft afterwards, nor comes into it: neither what is stored already, nor
   * what is on its way, nor what begins only now. A second draft that was made of it meanwhile loses it too.
   */
  stop(user: User, draft: DraftId, position: number): Answer<null>
  isRunning(draft: DraftId): boolean
}

export function createUploads(deps: Pick<Deps, 'store' | 'ports'>): Uploads {
  const { store, ports } = deps
  const running = new Set<Coming>()
  const stopped = createStoppedUploads(ports.clock)

  function roomIn(db: Reader, user: User, draft: DraftId, without?: Coming): number | null {
    const here = draftById(db, user.id, draft)
    if (!here) return null
    const coming = [...running].reduce((sum, one) => sum + (one.draft === draft && one !== without ? one.bytes : 0), 0)
    return MOST_FILE_BYTES - coming - filesOfLetterBytes(filesOfDraft(db, draft), here.html)
  }

  return {
    isRunning: (draft) => [...running].some((one) => one.draft === draft),

    stop(user, draft, position) {
      if (!draftById(store.reader, user.id, draft)) return refused('not-found')
      stopped.add(draft, position)
      // It holds up no letter and takes no room from now on; its loop sees that it is out.
      for (const one of running) if (one.draft === draft && one.position === position) running.delete(one)
      store.write((tx) => {
        for (const file of filesAt(tx, user.id, draft, position)) {
          dropDraftFile(tx, file)
          releaseBlob(tx, file.blobId)
        }
      })
      return { ok: true, value: null }
    },

    async take(user, draft, upload, body) {
      const name = plainFileName(upload.name) || 'file'
      if (isBlockedFile(name)) return refused('file-blocked', 'name', { name })
      const room = roomIn(store.reader, user, draft)
      if (room === null || stopped.has(draft, upload.position)) return refused('not-found')
      if ((upload.size ?? 0) > room) return refused('files-too-large', 'size', { name })
      if (roomMissing(ports, upload.size ?? 0)) return refused('disk-full')
      const place: Coming = { draft, position: upload.position ?? null, bytes: upload.size ?? 0 }
      running.add(place)
      let blob: BlobId | null = null
      try {
        blob = store.write((tx) => beginUpload(tx, ports.clock.now()))
        const stored = await storeBody(deps, blob, body, (size) => {
          if (!running.has(place)) return refused('not-found')
          place.bytes = Math.max(place.bytes, size)
          return size > room ? refused('files-too-large', 'size', { name }) : null
        })
        if (!stored.ok) return stored
        const { sha256, size } = stored.value
        // A body that broke off is no file. (Its stream throws where the line tells; a proxy may not.)
        if (upload.size !== null && size !== upload.size) return refused('bad-input', 'size')
        // Equal bytes are here already: ours go bit by bit, not in the commit.
        if (blobOfHash(store.reader, sha256)) await forgetChunks(deps, blob)
        return store.write((tx): Answer<DraftFileRow> => {
          // Stopped, sent, deleted or filled from another window meanwhile.
          const left = roomIn(tx, user, draft, place)
          if (left === null || !running.has(place)) return refused('not-found')
          if (size > left) return refused('files-too-large', 'size', { name })
          const of = finishUpload(tx, blob!, sha256, size)
          blob = null
          const { mime, contentId, position } = upload
          const file = { name, mime, size, blobId: of, part: null, contentId, isInline: contentId !== null, position }
          return { ok: true, value: addDraftFile(tx, draft, file) }
        })
      } catch (error) {
        if (errorCode(error)?.startsWith('SQLITE_FULL')) return refused('disk-full')
        throw error
      } finally {
        running.delete(place)
        if (blob !== null) await forgetUpload(deps, blob)
      }
    },
  }
}

/** Files under the text and the pictures that the text still shows: what was taken out of it does not go with the letter. */
export function filesOfLetterBytes(files: readonly DraftFileRow[], html: string): number {
  return files.reduce((sum, file) => sum + (isInLetter(file, html) ? file.size : 0), 0)
}

export function isInLetter(file: Pick<DraftFileRow, 'isInline' | 'contentId'>, html: string): boolean {
  return !file.isInline || (file.contentId !== null && html.includes(`cid:${file.contentId}`))
}

/** Cuts, packs and stores a body piece by piece; between two pieces others have their turn. */
export async function storeBody(
  { store }: Pick<Deps, 'store'>,
  blob: BlobId,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  check: (size: number) => Refusal | null,
): Promise<Answer<{ sha256: string; size: number }>> {
  const cuts: { n: number; data: Uint8Array }[] = []
  const flush = new DiskFlush(store)
  const packer = new Packer((n, data) => cuts.push({ n, data }))
  const save = async () => {
    for (const { n, data } of cuts.splice(0)) {
      store.write((tx) => addChunk(tx, blob, n, data))
      await flush.wrote(data.length)
      await nextTurn()
    }
  }
  for await (const piece of body) {
    packer.push(piece)
    const refusal = check(packer.size)
    if (refusal) return refusal
    await save()
  }
  const sha256 = packer.end()
  await save()
  await flush.end()
  return { ok: true, value: { sha256, size: packer.size } }
}

/** Drops an upload without a long commit: a hundred megabytes at once would hold everybody up. */
export async function forgetUpload(deps: Pick<Deps, 'store'>, blob: BlobId): Promise<void> {
  await forgetChunks(deps, blob)
  deps.store.write((tx) => dropBlob(tx, blob))
}

async function forgetChunks({ store }: Pick<Deps, 'store'>, blob: BlobId): Promise<void> {
  while (store.write((tx) => dropChunks(tx, blob, CHUNKS_AT_ONCE))) await nextTurn()
}
