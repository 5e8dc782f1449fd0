import type { Reader, Writer } from './handle.ts'

/** The practice server has other ports at each start; its mailboxes follow. */
export function moveSampleServer(tx: Writer, address: string, imapPort: number, smtpPort: number): void {
  tx.sql("UPDATE mailboxes SET imap_port = ?, smtp_port = ? WHERE address = ? AND imap_host = '127.0.0.1'").run(
    imapPort,
    smtpPort,
    address,
  )
}

/** Of every mailbox whose letters are here, also of one that was disconnected. */
export function mailboxAddresses(db: Reader): string[] {
  return db
    .sql<{ address: string }>('SELECT address FROM mailboxes')
    .all()
    .map((row) => row.address)
}
