import type { DraftFileId, MessageId } from '../../shared/model/ids.ts'
import type { Caller } from './context.ts'

/** Signed addresses that the page puts into `src` and `href`, where it cannot send a header. */
export const FILE_PATH = '/a/file'
export const PICTURE_PATH = '/a/picture'
export const DRAFT_FILE_PATH = '/a/draft-file'

export function fileAddress({ app, user }: Caller, message: MessageId, n: number, as: 'preview' | 'download'): string {
  return app.signer.sign(`${FILE_PATH}/${message}/${n}?as=${as}`, user.id, app.clock.now())
}

/** A remote picture through our own fetcher; the address is inside, so that only what was signed is fetched. */
export function pictureAddress({ app, user }: Caller, url: string): string {
  return app.signer.sign(`${PICTURE_PATH}?of=${Buffer.from(url).toString('base64url')}`, user.id, app.clock.now())
}

/** A picture of a draft, for its editor. */
export function draftPictureAddress({ app, user }: Caller, file: DraftFileId): string {
  return app.signer.sign(`${DRAFT_FILE_PATH}/${file}`, user.id, app.clock.now())
}
