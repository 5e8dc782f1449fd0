// The peer that anybody would write first: one connection, simpleParser, better-sqlite3 with FTS5, one thread, a commit a letter.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { answer, asked } from './harness.ts'
import { connected, type Login } from './mail-server.ts'

const SCHEMA = `
  CREATE TABLE message (id INTEGER PRIMARY KEY, uid INT, thread INT, date INT, size INT, msgid TEXT, in_reply_to TEXT, refs TEXT,
    from_addr TEXT, subject TEXT, snippet TEXT, has_att INT);
  CREATE INDEX message_thread ON message (thread, date);
  CREATE INDEX message_date ON message (date DESC, id DESC);
  CREATE INDEX message_msgid ON message (msgid);
  CREATE INDEX message_uid ON message (uid);
  CREATE TABLE addr (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT);
  CREATE TABLE msg_addr (addr INT, date INT, msg INT, role INT, PRIMARY KEY (addr, date, msg, role)) WITHOUT ROWID;
  CREATE TABLE body (id INTEGER PRIMARY KEY, subject TEXT, text TEXT);
  CREATE TABLE raw (id INTEGER PRIMARY KEY, z BLOB);
  CREATE VIRTUAL TABLE fts USING fts5 (subject, text, content='body', content_rowid='id', tokenize='unicode61 remove_diacritics 2')`
const TEXT_LIMIT = 200_000
const SNIPPET = 160

async function load(login: Login): Promise<{ perSecond: number; stored: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-obvious-'))
  const db = new Database(join(folder, 'mail.db'))
  // The same settings as Golub's own file.
  for (const pragma of ['page_size = 8192', 'journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -65536'])
    db.pragma(pragma)
  db.exec(SCHEMA)
  const store = storeOf(db)
  const client = await connected(login)
  await client.mailboxOpen('INBOX', { readOnly: true })
  const begun = performance.now()
  let stored = 0
  for await (const { uid, source } of client.fetch('1:*', {
    uid: true,
    flags: true,
    internalDate: true,
    source: true,
  })) {
    if (!source) continue
    store(uid, source, await simpleParser(source))
    stored++
  }
  db.pragma('wal_checkpoint(TRUNCATE)')
  const seconds = (performance.now() - begun) / 1000
  await client.logout()
  db.close()
  rmSync(folder, { recursive: true, force: true })
  return { perSecond: stored / seconds, stored }
}

function storeOf(db: Database.Database) {
  const message = db.prepare(
    'INSERT INTO message (uid, thread, date, size, msgid, in_reply_to, refs, from_addr, subject, snippet, has_att) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const own = db.prepare('UPDATE message SET thread = id WHERE id = ?')
  const threadOf = db.prepare<[string], number>('SELECT thread FROM message WHERE msgid = ? LIMIT 1').pluck()
  const address = db
    .prepare<[string, string], number>(
      'INSERT INTO addr (email, name) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET email = email RETURNING id',
    )
    .pluck()
  const link = db.prepare('INSERT OR IGNORE INTO msg_addr VALUES (?, ?, ?, ?)')
  const body = db.prepare('INSERT INTO body VALUES (?, ?, ?)')
  const raw = db.prepare('INSERT INTO raw VALUES (?, ?)')
  const index = db.prepare('INSERT INTO fts (rowid, subject, text) VALUES (?, ?, ?)')
  return db.transaction((uid: number, source: Buffer, mail: ParsedMail) => {
    const parents = [mail.inReplyTo ?? '', ...[mail.references ?? []].flat()].filter(Boolean)
    const thread = parents.map((id) => threadOf.get(id)).find((found) => found !== undefined) ?? null
    const text = (mail.text ?? stripped(mail.html || '')).slice(0, TEXT_LIMIT)
    const date = mail.date?.getTime() ?? 0
    const subject = mail.subject ?? ''
    const from = mail.from?.value[0]?.address ?? ''
    const { lastInsertRowid: id } = message.run(
      uid,
      thread,
      date,
      source.length,
      mail.messageId ?? '',
      mail.inReplyTo ?? '',
      parents.join(' '),
      from,
      subject,
      text.slice(0, SNIPPET),
      mail.attachments.length ? 1 : 0,
    )
    if (thread === null) own.run(id)
    ;[mail.from, mail.to, mail.cc].forEach((list, role) => {
      for (const person of people(list)) link.run(address.get(person.email, person.name), date, id, role)
    })
    body.run(id, subject, text)
    raw.run(id, zstdCompressSync(source, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }))
    index.run(id, subject, text)
  })
}

const people = (list: AddressObject | AddressObject[] | undefined) =>
  [list ?? []]
    .flat()
    .flatMap((object) => object.value)
    .flatMap((one) => one.group ?? [one])
    .flatMap(({ address, name }) => (address ? [{ email: address.toLowerCase(), name }] : []))

const stripped = (html: string) =>
  html
    .replace(/<(style|script|head)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

answer(await load(asked<Login>()))
