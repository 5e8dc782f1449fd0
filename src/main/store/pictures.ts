import type { UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** The user said "always" for this sender's remote pictures. */
export function picturesAllowed(db: Reader, user: UserId, email: string): boolean {
  return db.sql('SELECT 1 FROM pictures_allowed WHERE user_id = ? AND email = ?').get(user, email) !== undefined
}

export function allowPictures(tx: Writer, user: UserId, email: string): void {
  tx.sql('INSERT OR IGNORE INTO pictures_allowed (user_id, email) VALUES (?, ?)').run(user, email)
}
