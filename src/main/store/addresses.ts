import type { AddressId } from '../../shared/model/ids.ts'
import type { Writer } from './handle.ts'

/** The row of an address, made when new; the latest display name wins. `email` is already normalised. */
export function addressId(tx: Writer, email: string, name: string, at: number): AddressId {
  const known = tx
    .sql<{ id: AddressId; name_at: number }>('SELECT id, name_at FROM addresses WHERE email = ?')
    .get(email)
  if (known) {
    if (name && at > known.name_at)
      tx.sql('UPDATE addresses SET name = ?, name_at = ? WHERE id = ?').run(name, at, known.id)
    return known.id
  }
  const added = tx.sql('INSERT INTO addresses (email, name, name_at) VALUES (?, ?, ?)').run(email, name, name ? at : 0)
  return Number(added.lastInsertRowid) as AddressId
}
