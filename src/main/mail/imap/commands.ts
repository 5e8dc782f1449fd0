import type { FetchMessageObject } from 'imapflow'
import { folderRole, lastName } from '../folders.ts'
import type { FolderOnServer, FolderStatus, KnownFolder, Listed } from '../types.ts'
import { OtherFolderError, TroubleError } from './failure.ts'
import { flagsOf } from './flags.ts'
import type { PlainCalls } from './protocol.ts'
import { uidRanges } from './ranges.ts'
import type { Session } from './session.ts'

type Answer<K extends keyof PlainCalls> = ReturnType<PlainCalls[K]>

/** The commands of a mailbox that move no letters, each on its work line. */
export function commandsOf(session: Session) {
  return {
    folders: (): Answer<'folders'> =>
      session.run(async (client): Promise<{ ok: true; folders: FolderOnServer[] }> => {
        const listed = await client.list({
          statusQuery: { messages: true, uidNext: true, uidValidity: true },
        })
        const folders = listed.map((folder) => {
          const canSelect = !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent')
          const delimiter = folder.delimiter ?? ''
          return {
            path: folder.path,
            name: lastName(folder.path, delimiter),
            delimiter,
            ...folderRole({ path: folder.path, delimiter, flags: folder.flags }),
            canSelect,
            letters: folder.status?.messages ?? 0,
            uidValidity: folder.status?.uidValidity === undefined ? null : String(folder.status.uidValidity),
            uidNext: folder.status?.uidNext ?? null,
          }
        })
        return { ok: true, folders }
      }),

    status: (path: string): Answer<'status'> =>
      session.run(async (client): Promise<{ ok: true } & FolderStatus> => {
        // Of the selected folder a server may tell what it knew at the last command (Dovecot does).
        if (client.mailbox && client.mailbox.path === path) await client.noop()
        const status = await client.status(path, {
          messages: true,
          uidNext: true,
          uidValidity: true,
          highestModseq: true,
        })
        if (!status) throw new TroubleError('protocol')
        return {
          ok: true,
          uidValidity: String(status.uidValidity ?? 0),
          uidNext: status.uidNext ?? 1,
          exists: status.messages ?? 0,
          modseq: modseqOf(status.highestModseq),
        }
      }),

    list: (known: KnownFolder, range: { low: number; high: number }): Answer<'list'> =>
      session.inFolder(known, async (client, folder): Promise<{ ok: true; listed: Listed[] }> => {
        const listed: Listed[] = []
        if (folder.exists > 0 && range.high >= range.low) {
          for await (const letter of client.fetch(
            `${range.low}:${range.high}`,
            { uid: true, flags: true, internalDate: true, size: true },
            { uid: true },
          )) {
            if (letter.uid < range.low || letter.uid > range.high) continue
            listed.push({
              uid: letter.uid,
              size: letter.size ?? 0,
              internalAt: internalAt(letter),
              flags: flagsOf(letter),
            })
          }
        }
        listed.sort((a, b) => a.uid - b.uid)
        return { ok: true, listed }
      }),

    uids: (known: KnownFolder, since?: number): Answer<'uids'> =>
      session.inFolder(known, async (client, folder): Promise<{ ok: true; uids: Uint32Array }> => {
        // SINCE looks at days in the server's zone: a day more never loses a letter at the edge.
        const query = since === undefined ? { all: true } : { since: new Date(since - 24 * 3600_000) }
        const found = folder.exists > 0 ? await client.search(query, { uid: true }) : []
        if (!found) throw new TroubleError('protocol')
        return { ok: true, uids: Uint32Array.from(found).sort() }
      }),

    flags: (known: KnownFolder, range: { low: number; high: number }, changedSince?: string): Answer<'flags'> =>
      session.inFolder(
        known,
        async (
          client,
          folder,
        ): Promise<{ ok: true; flags: { uid: number; flags: string[] }[]; modseq: string | null }> => {
          // Asked before the flags: what changes in between is told again next time instead of never.
          const status = await client.status(known.path, { highestModseq: true, uidValidity: true })
          // The name may be another folder's by now, while the open one is still ours.
          if (status && status.uidValidity !== folder.uidValidity) throw new OtherFolderError(known.path)
          const flags: { uid: number; flags: string[] }[] = []
          if (folder.exists > 0 && range.high >= range.low) {
            const options =
              changedSince === undefined ? { uid: true } : { uid: true, changedSince: BigInt(changedSince) }
            for await (const letter of client.fetch(
              `${range.low}:${range.high}`,
              { uid: true, flags: true },
              options,
            )) {
              if (letter.uid >= range.low && letter.uid <= range.high)
                flags.push({ uid: letter.uid, flags: flagsOf(letter) })
            }
          }
          flags.sort((a, b) => a.uid - b.uid)
          return { ok: true, flags, modseq: status ? modseqOf(status.highestModseq) : null }
        },
      ),

    store: (known: KnownFolder, uids: number[], change: { add?: string[]; remove?: string[] }): Answer<'store'> =>
      session.inFolder(known, async (client): Promise<{ ok: true }> => {
        for (const range of uidRanges(uids)) {
          const added = !change.add?.length || (await client.messageFlagsAdd(range, change.add, { uid: true }))
          const removed =
            !change.remove?.length || (await client.messageFlagsRemove(range, change.remove, { uid: true }))
          if (!added || !removed) throw new TroubleError('protocol')
        }
        return { ok: true }
      }),

    findById: (known: KnownFolder, messageId: string): Answer<'findById'> =>
      session.inFolder(known, async (client, folder): Promise<{ ok: true; uids: number[] }> => {
        const found =
          folder.exists > 0 ? await client.search({ header: { 'message-id': messageId } }, { uid: true }) : []
        if (!found) throw new TroubleError('protocol')
        return { ok: true, uids: found }
      }),

    findByHeader: (path: string, header: string, value: string): Answer<'findByHeader'> =>
      session.inFolder(
        { path, uidValidity: null },
        async (client, folder): Promise<{ ok: true; uids: number[]; uidValidity: string }> => {
          const found = folder.exists > 0 ? await client.search({ header: { [header]: value } }, { uid: true }) : []
          if (!found) throw new TroubleError('protocol')
          return { ok: true, uids: found, uidValidity: String(folder.uidValidity) }
        },
      ),

    remove: (known: KnownFolder, uids: number[]): Answer<'remove'> =>
      session.inFolder(known, async (client): Promise<{ ok: true }> => {
        for (const range of uidRanges(uids)) {
          // Without UID EXPUNGE (RFC 4315) others' letters marked as deleted would go with ours: then ours are only marked.
          const removed = client.capabilities.has('UIDPLUS')
            ? await client.messageDelete(range, { uid: true })
            : await client.messageFlagsAdd(range, ['\\Deleted'], { uid: true })
          if (!removed) throw new TroubleError('protocol')
        }
        return { ok: true }
      }),

    append: (path: string, source: Uint8Array[], flags: string[], at: number): Answer<'append'> =>
      session.run(async (client): Promise<{ ok: true; uid: number | null }> => {
        const appended = await client.append(path, Buffer.concat(source), flags, new Date(at))
        if (!appended) throw new TroubleError('protocol')
        return { ok: true, uid: appended.uid ?? null }
      }),

    makeFolder: (path: string): Answer<'makeFolder'> =>
      session.run(async (client): Promise<{ ok: true }> => {
        await client.mailboxCreate(path)
        return { ok: true }
      }),
  }
}

export type Commands = ReturnType<typeof commandsOf>

/** INTERNALDATE in UTC ms; 0 when the server gives nonsense. */
export function internalAt(letter: FetchMessageObject): number {
  const at = new Date(letter.internalDate ?? 0).getTime()
  return Number.isNaN(at) ? 0 : at
}

function modseqOf(modseq: bigint | undefined): string | null {
  return modseq === undefined || modseq === 0n ? null : modseq.toString()
}
