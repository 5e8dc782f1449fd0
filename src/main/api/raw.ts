import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DraftFileId, MessageId, PlacementId } from '../../shared/model/ids.ts'
import { isBlocked, previewOf } from '../domain/attachment-kind.ts'
import { partOf } from '../engine/draft-files.ts'
import { attachmentBytes } from '../engine/letter-source.ts'
import { blobSize, readBlob } from '../store/blobs.ts'
import { draftFileById } from '../store/draft-files.ts'
import { attachmentsOf, sourceOf } from '../store/letters-read.ts'
import { DRAFT_FILE_PATH, FILE_PATH, PICTURE_PATH } from './addresses.ts'
import { ignoreClosed } from './assets.ts'
import { callerWith } from './caller.ts'
import type { App, Caller } from './context.ts'
import { fetchPicture } from './pictures.ts'
import { Problem } from './problems.ts'
import { ownMessage, readable } from './reading.ts'
import type { Identity } from './sessions.ts'

/** `GET /api/v1/messages/{id}/source` and `/attachments/{n}`: bytes as they came. Answers false for other paths. */
export async function rawRest(
  app: App,
  identity: Identity,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const parts = /^\/api\/v1\/messages\/(\d+)\/(?:(source)|attachments\/(\d+))$/.exec(path)
  if (!parts || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  const caller = callerWith({ app, identity }, 'mail.read')
  const id = idOf(parts[1])
  if (parts[2]) await sendSource(caller, id, placementOf(request), response)
  else await sendAttachment(caller, id, Number(parts[3]), 'download', response)
  return true
}

/** Signed addresses of the page: they want the session's cookie too. Answers false for other paths. */
export async function signedRoute(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (!path.startsWith('/a/') || request.method !== 'GET') return false
  const session = app.sessions.byCookie(request)
  const address = session && app.signer.check(request.url ?? '', session.userId, app.clock.now())
  if (!session || !address) throw new Problem('not-found')
  const caller = callerWith({ app, identity: { by: 'session', id: session.id, userId: session.userId } }, 'mail.read')
  const url = new URL(address, 'http://golub')
  response.setHeader('Cache-Control', 'private, max-age=600, immutable')
  if (path === PICTURE_PATH) {
    await sendPicture(url, response)
    return true
  }
  const [, draftFile] = new RegExp(`^${DRAFT_FILE_PATH}/(\\d+)$`).exec(url.pathname) ?? []
  if (draftFile !== undefined) {
    await sendDraftPicture(caller, Number(draftFile), response)
    return true
  }
  const [, message, n] = new RegExp(`^${FILE_PATH}/(\\d+)/(\\d+)$`).exec(url.pathname) ?? []
  if (message === undefined) return false
  await sendAttachment(
    caller,
    idOf(message),
    Number(n),
    url.searchParams.get('as') === 'preview' ? 'preview' : 'download',
    response,
  )
  return true
}

async function sendSource(
  caller: Caller,
  id: MessageId,
  placement: PlacementId | null,
  response: ServerResponse,
): Promise<void> {
  const { reader } = caller.app.store
  ownMessage(caller, id)
  const blob = sourceOf(reader, readable(caller), id, placement)
  if (blob === null) throw new Problem('source-missing')
  const size = blobSize(reader, blob)
  if (size !== null) response.setHeader('Content-Length', size)
  await sendFile(response, { name: `letter-${id}.eml`, type: 'message/rfc822', as: 'download' }, readBlob(reader, blob))
}

async function sendAttachment(
  caller: Caller,
  id: MessageId,
  n: number,
  as: 'preview' | 'download',
  response: ServerResponse,
): Promise<void> {
  const { reader } = caller.app.store
  ownMessage(caller, id)
  const file = attachmentsOf(reader, id).find((one) => one.n === n)
  if (!file) throw new Problem('not-found')
  const blob = sourceOf(reader, readable(caller), id, null)
  if (blob === null) throw new Problem('source-missing')
  const kind = previewOf(file.mime, file.name)
  // What we do not show ourselves goes out as bytes: a browser must not run an HTML or SVG file as a page of ours.
  const isShown = as === 'preview' && kind !== 'none' && !isBlocked(file.name)
  const type = isShown ? (kind === 'pdf' ? 'application/pdf' : file.mime.toLowerCase()) : 'application/octet-stream'
  response.setHeader('Content-Length', file.size)
  await sendFile(
    response,
    { name: file.name || `file-${n}`, type, as: isShown ? 'preview' : 'download' },
    attachmentBytes(reader, blob, n),
  )
}

async function sendDraftPicture({ app, user }: Caller, id: number, response: ServerResponse): Promise<void> {
  const { reader } = app.store
  const known = DraftFileId.safeParse(id)
  const file = known.success ? draftFileById(reader, user.id, known.data) : null
  if (!file || previewOf(file.mime, file.name) !== 'image') throw new Problem('not-found')
  response.setHeader('Content-Length', file.size)
  const bytes = partOf(reader, file).bytes()
  await sendFile(response, { name: file.name, type: file.mime.toLowerCase(), as: 'preview' }, bytes)
}

async function sendPicture(url: URL, response: ServerResponse): Promise<void> {
  const picture = await fetchPicture(Buffer.from(url.searchParams.get('of') ?? '', 'base64url').toString('utf8'))
  response.setHeader('Content-Type', picture.type)
  response.setHeader('Content-Length', picture.bytes.length)
  response.setHeader('Content-Security-Policy', SANDBOX)
  response.end(picture.bytes)
}

const SANDBOX = "sandbox; default-src 'none'"

async function sendFile(
  response: ServerResponse,
  file: { name: string; type: string; as: 'preview' | 'download' },
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  response.setHeader('Content-Type', file.type)
  response.setHeader('Content-Security-Policy', SANDBOX)
  response.setHeader('Content-Disposition', disposition(file.as === 'preview' ? 'inline' : 'attachment', file.name))
  await pipeline(Readable.from(bytes), response).catch(ignoreClosed)
}

/** RFC 6266: a plain name for old programs, the real one in UTF-8. Paths, control characters and bidi tricks are dropped. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const clean =
    name
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .replace(/[/\\:*?"<>|]/g, '_')
      .trim()
      .slice(0, 200) || 'file'
  const plain = clean.replace(/[^\x20-\x7e]/g, '_').replace(/%/g, '_')
  const encoded = encodeURIComponent(clean).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

function idOf(text: string | undefined): MessageId {
  const id = MessageId.safeParse(Number(text))
  if (!id.success) throw new Problem('not-found')
  return id.data
}

function placementOf(request: IncomingMessage): PlacementId | null {
  const text = new URL(request.url ?? '', 'http://golub').searchParams.get('placement')
  if (text === null) return null
  const id = PlacementId.safeParse(Number(text))
  if (!id.success) throw new Problem('bad-input', { field: 'placement' })
  return id.data
}
