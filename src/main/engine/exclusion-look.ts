// What entries of an exclusion list would come to, before they are added. Reads whole conversations: for the reader's thread.
import type { MailboxId } from '../../shared/model/ids.ts'
import { components } from '../domain/thread-groups.ts'
import { settle } from '../domain/thread-numbers.ts'
import { conversationsFrom, letterCounts, type StandingLetter, sendersOf, standingIn } from '../store/exclusions.ts'
import type { Reader } from '../store/handle.ts'

export interface LookQuestion {
  mailboxes: readonly MailboxId[]
  entries: readonly string[]
  /** Entries that the list has already: adding them once more splits nothing. */
  there: readonly string[]
}

export interface Look {
  /** Letters that are here from there, by entry. */
  letters: Record<string, number>
  /** Letters that would change their conversation, and how many new conversations come to be. */
  split: { letters: number; conversations: number }
}

export function lookAt(db: Reader, { mailboxes, entries, there }: LookQuestion): Look {
  const senders = sendersOf(db, entries)
  const known = new Set(there)
  const added = new Set(entries.filter((entry) => !known.has(entry)).flatMap((entry) => senders.get(entry) ?? []))
  const counts = letterCounts(db, mailboxes, [...new Set([...senders.values()].flat())])
  const sum = (emails: readonly string[]) => emails.reduce((all, email) => all + (counts.get(email) ?? 0), 0)
  return {
    letters: Object.fromEntries(entries.map((entry) => [entry, sum(senders.get(entry) ?? [])])),
    split: splitBy(db, mailboxes, added),
  }
}

// As the letters would be grouped anew: theirs lose their edge, and those that hung on them by their subject alone do too.
function splitBy(db: Reader, mailboxes: readonly MailboxId[], senders: ReadonlySet<string>): Look['split'] {
  const moved = new Set<number>()
  let conversations = 0
  for (const conversation of conversationsFrom(db, mailboxes, [...senders])) {
    const rows = standingIn(db, conversation)
    const byId = new Map(rows.map((row) => [row.id, row]))
    const isTheirs = (row: StandingLetter) => row.direction === 'in' && senders.has(row.clientEmail)
    const nodes = rows.map((row) => {
      const parent = row.parentId === null ? undefined : byId.get(row.parentId)
      const isCut = row.rule !== 'manual' && (isTheirs(row) || (row.rule === 'subject' && parent && isTheirs(parent)))
      return {
        ...{ letter: row.messageId, client: row.client, at: row.at, identity: row.identity },
        was: { conversation, number: 0 },
        edge: { parent: parent && !isCut ? { letter: parent.messageId, client: parent.client } : null },
      }
    })
    for (const group of settle(components(nodes))) {
      if (group.keeps !== null) continue
      conversations++
      for (const node of group.nodes) moved.add(node.letter)
    }
  }
  return { letters: moved.size, conversations }
}
