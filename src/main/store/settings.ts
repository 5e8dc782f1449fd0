import type { Reader, Writer } from './handle.ts'

/** The office's settings, one row each. `hold` is '1' while a restored file waits to be confirmed; `sending.7`: why mailbox 7 does not send;
 * `anew.7`: the letter that draft 7 writes anew; `certificate.7`: the one of the incoming server of mailbox 7 that was not accepted. */
export type SettingKey =
  | 'office.name'
  | 'installation.id'
  | 'hold'
  | 'sample.made-at'
  | 'own.addresses'
  | 'card.moves'
  | `sending.${number}`
  | `anew.${number}`
  | `certificate.${number}`

export function setting(db: Reader, key: SettingKey): string | null {
  return db.sql<{ value: string }>('SELECT value FROM settings WHERE key = ?').get(key)?.value ?? null
}

export function setSetting(tx: Writer, key: SettingKey, value: string | null): void {
  if (value === null) tx.sql('DELETE FROM settings WHERE key = ?').run(key)
  else
    tx.sql(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, value)
  // No screen shows these.
  if (key !== 'card.moves' && !key.startsWith('anew.')) tx.changed('office')
}
