import { TroubleError } from '../imap/failure.ts'
import type { PlainCalls } from '../imap/protocol.ts'
import type { Failure, FolderOnServer, FolderStatus, KnownFolder, Listed, MaildropNumbers } from '../types.ts'
import { arrivedAt } from './arrival.ts'
import type { Pop3Session } from './session.ts'

type Answer<K extends keyof PlainCalls> = ReturnType<PlainCalls[K]>

/** The one folder that POP3 knows. */
export const POP3_FOLDER: Omit<FolderOnServer, 'letters'> = {
  path: 'INBOX',
  name: 'INBOX',
  delimiter: '/',
  role: 'inbox',
  isFlagged: true,
  canSelect: true,
  uidValidity: null,
  uidNext: null,
}

/** What the engine asks of a folder, answered from the one look of this connection. There are no flags and nothing is ever filed. */
export function pop3CommandsOf(session: Pop3Session) {
  return {
    maildrop: (): Answer<'maildrop'> => session.maildrop(),
    number: async (numbers: MaildropNumbers): Answer<'number'> => session.number(numbers),
    /** Letters and bytes that lie on the server. */
    count: (): Promise<{ ok: true; letters: number; bytes: number } | Failure> =>
      session.run(async ({ wire }): Promise<{ ok: true; letters: number; bytes: number }> => {
        const answer = await wire.ask('STAT')
        if (!answer.ok) throw new TroubleError('protocol', answer.words)
        const [letters = 0, bytes = 0] = answer.words.split(' ').map((word) => Number.parseInt(word, 10) || 0)
        return { ok: true, letters, bytes }
      }),
    status: async (): Promise<{ ok: true } & FolderStatus> => {
      const { uids, highest, uidValidity } = session
      return { ok: true, uidValidity, uidNext: highest + 1, exists: uids.length, modseq: null }
    },
    list: (_folder: KnownFolder, range: { low: number; high: number }): Answer<'list'> =>
      session.run(async ({ wire }): Promise<{ ok: true; listed: Listed[] }> => {
        const listed: Listed[] = []
        for (let uid = range.low; uid <= Math.min(range.high, session.highest); uid++) {
          const letter = session.letter(uid)
          if (!letter) continue
          const { size, number } = letter
          let internalAt = 0
          if (session.isDated) {
            const answer = await wire.ask(`TOP ${number} 0`)
            const head: Buffer[] = []
            if (answer.ok) for await (const piece of wire.body()) head.push(piece)
            // Without a date it counts as new: a letter too many is better than one too few.
            internalAt = arrivedAt(Buffer.concat(head)) ?? Date.now()
          }
          listed.push({ uid, size, internalAt, flags: session.flagsOf(uid) })
        }
        return { ok: true, listed }
      }),
    uids: async (): Answer<'uids'> => ({ ok: true, uids: session.uids }),
  }
}
