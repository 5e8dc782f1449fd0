import type { MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { type FolderRow, foldersOf, setAudit } from '../store/folders.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { pendingUids } from '../store/pending.ts'
import { livePlacements } from '../store/placements.ts'
import type { Deps } from './deps.ts'
import { pullRange } from './pull-letters.ts'

const DAY_MS = 24 * 60 * 60_000

/** Once a day every ticked folder is counted against the server; what is missing is loaded and said. */
export async function auditIfDue(deps: Deps, id: MailboxId): Promise<Failure | null> {
  const last = deps.store.reader
    .sql<{ at: number | null }>(
      'SELECT min(coalesce(audited_at, 0)) AS at FROM folders WHERE mailbox_id = ? AND is_ticked = 1 AND gone_at IS NULL',
    )
    .get(id)?.at
  if (last == null || deps.ports.clock.now() - last < DAY_MS) return null
  return audit(deps, id)
}

/** Counts and mends all ticked folders now. */
export async function audit(deps: Deps, id: MailboxId): Promise<Failure | null> {
  let server = 0
  let here = 0
  let fetched = 0
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked || folder.uidValidity === null || !folder.isLoaded) continue
    const counted = await auditFolder(deps, folder)
    if ('ok' in counted) return counted
    server += counted.server
    here += counted.here
    fetched += counted.fetched
  }
  deps.store.write((tx) => {
    const params = { server, here, missing: server - here, fetched }
    note(tx, deps.ports.clock.now(), { what: 'audit', tone: server === here ? 'ok' : 'warn', mailboxId: id, params })
    tx.changed('mailboxes', id)
  })
  return null
}

async function auditFolder(
  deps: Deps,
  folder: FolderRow,
): Promise<{ server: number; here: number; fetched: number } | Failure> {
  const { store, ports } = deps
  const since = mailboxById(store.reader, folder.mailboxId)?.depthSince ?? null
  const answer = await ports.link.uids(folder.mailboxId, folder, since ?? undefined)
  // Another one under its name: the session looks where it went, or reads it anew, first.
  const elsewhere = { server: 0, here: 0, fetched: 0 }
  if (!answer.ok) return answer.isOtherFolder ? elsewhere : answer
  const here = () =>
    new Set(livePlacements(store.reader, folder.id, folder.uidValidity ?? '').map((placement) => placement.uid))
  // With the depth "only new letters" what lay there before is not missing.
  const isNewOnly = mailboxById(store.reader, folder.mailboxId)?.depthKind === 'new'
  // Above the cursor nothing is missing yet: new letters come by themselves.
  const wanted = (uid: number) => uid <= (folder.highUid ?? 0) && (!isNewOnly || uid >= (folder.liveFromUid ?? 0))
  const asked = [...answer.uids].filter(wanted)
  const before = here()
  const awaited = new Set(pendingUids(store.reader, folder.id))
  for (const uid of asked) {
    if (before.has(uid) || awaited.has(uid)) continue

    const pulled = await pullRange(deps, folder, { low: uid, high: uid, wanted: null, since: null }, false)
    if (!pulled.ok) return pulled.isOtherFolder ? elsewhere : pulled
    store.write(pulled.finish)
  }
  // A letter that waits for its turn will come by itself, but it is not here.
  const now = here()
  const counted = asked.filter((uid) => now.has(uid))
  store.write((tx) => setAudit(tx, folder.id, ports.clock.now(), asked.length, counted.length))
  return {
    server: asked.length,
    here: counted.length,
    fetched: counted.filter((uid) => !before.has(uid)).length,
  }
}
