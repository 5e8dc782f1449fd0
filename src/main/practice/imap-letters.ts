import { lastUid } from './imap-fetch.ts'
import { folderName } from './imap-folders.ts'
import { type Command, itemsOf, numberSet, textOf } from './imap-parser.ts'
import { flagsLine, type Selected, type Session } from './imap-state.ts'
import { type Account, add, findFolder, remove, type StoredLetter, setFlags } from './postbox.ts'

function chosen(box: Selected, command: Command): [seq: number, letter: StoredLetter][] | null {
  const matches = numberSet(textOf(command.args[0]), command.isUid ? lastUid(box) : box.view.length)
  return (
    matches && box.view.flatMap((letter, i) => (matches(command.isUid ? letter.uid : i + 1) ? [[i + 1, letter]] : []))
  )
}

export function storeFlags(session: Session, box: Selected, command: Command): string {
  if (box.isReadOnly) return 'NO [READ-ONLY] the folder is open for reading only'
  const letters = chosen(box, command)
  const args = command.args.slice(1)
  const limit =
    args[0]?.is === 'list'
      ? Number(textOf(args.shift()?.is === 'list' ? itemsOf(command.args[1])[1] : undefined))
      : null
  const operation = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(args[0]))
  if (!letters || !operation) return 'BAD a set of letters and FLAGS are wanted'
  if (limit !== null) session.isCondstore = true
  const flags = args.slice(1).flatMap(itemsOf).map(textOf)

  const stale: number[] = []
  for (const [seq, letter] of letters) {
    if (limit !== null && letter.modseq > limit) {
      stale.push(command.isUid ? letter.uid : seq)
      continue
    }
    const kept = operation[1] ? [...letter.flags] : []
    const next = operation[1] === '-' ? kept.filter((flag) => !flags.includes(flag)) : [...kept, ...flags]
    setFlags(box.folder, letter, next, session)
    if (!operation[2]) session.send(flagsLine(session, seq, letter, command.isUid))
    else if (session.isCondstore)
      session.send(`* ${seq} FETCH (${command.isUid ? `UID ${letter.uid} ` : ''}MODSEQ (${letter.modseq}))`)
  }
  return `OK${stale.length ? ` [MODIFIED ${stale.join(',')}]` : ''} STORE completed`
}

export function copyOrMove(session: Session, account: Account, box: Selected, command: Command): string {
  const isMove = command.name === 'MOVE'
  if (isMove && session.world.faults.imap?.withoutMove) return 'BAD MOVE is not offered'
  if (isMove && box.isReadOnly) return 'NO [READ-ONLY] the folder is open for reading only'
  const letters = chosen(box, command)
  if (!letters) return 'BAD a set of letters is wanted'
  const target = findFolder(account, folderName(command, 1))
  if (!target) return 'NO [TRYCREATE] no such folder'
  if (!letters.length) return `OK ${command.name} completed`

  const added = letters.map(([, letter]) => add(target, letter.source, letter.flags, letter.at))
  const uids = (list: StoredLetter[]) => list.map((letter) => letter.uid).join(',')
  const code = `[COPYUID ${target.uidValidity} ${uids(letters.map(([, letter]) => letter))} ${uids(added)}]`
  if (!isMove) return `OK ${code} COPY completed`
  // RFC 6851: the code stands before the EXPUNGE lines, which the session tells next.
  session.send(`* OK ${code} moved`)
  for (const [, letter] of letters) remove(box.folder, letter, session)
  return 'OK MOVE completed'
}

export function expunge(session: Session, box: Selected, command: Command): string {
  if (box.isReadOnly) return 'NO [READ-ONLY] the folder is open for reading only'
  const letters = command.isUid
    ? chosen(box, command)
    : box.view.map((letter, i): [number, StoredLetter] => [i + 1, letter])
  if (!letters) return 'BAD a set of UIDs is wanted'
  for (const [, letter] of letters) if (letter.flags.has('\\Deleted')) remove(box.folder, letter, session)
  return 'OK EXPUNGE completed'
}

export function closeFolder(session: Session, box: Selected, expunges: boolean): string {
  box.leave()
  session.selected = null
  if (expunges && !box.isReadOnly)
    for (const letter of box.view) if (letter.flags.has('\\Deleted')) remove(box.folder, letter, session)
  return 'OK closed'
}
