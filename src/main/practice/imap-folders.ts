import { imapString } from './imap-describe.ts'
import { parseImapDate } from './imap-fetch.ts'
import { type Command, itemsOf, textOf, wordsOf } from './imap-parser.ts'
import type { Selected, Session } from './imap-state.ts'
import { sourceOf } from './letter-source.ts'
import { fromModifiedUtf7, toModifiedUtf7 } from './modified-utf7.ts'
import { type Account, add, DELIMITER, type Folder, findFolder, makeFolder } from './postbox.ts'

const SYSTEM_FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft'

/** A folder name as it came over the wire. */
export const folderName = (command: Command, at: number): string => fromModifiedUtf7(textOf(command.args[at]))

export function list(session: Session, account: Account, command: Command): string {
  const args = [...command.args]
  const selection = args[0]?.is === 'list' ? wordsOf(args.shift()) : []
  const [reference, patterns, returnWord, returned] = args
  const wanted = itemsOf(patterns).map((pattern) => fromModifiedUtf7(textOf(reference) + textOf(pattern)))
  if (wanted.length === 1 && wanted[0] === '') {
    session.send(`* LIST (\\Noselect) "${DELIMITER}" ""`)
    return 'OK LIST completed'
  }
  const options = textOf(returnWord).toUpperCase() === 'RETURN' ? itemsOf(returned) : []
  const words = options.map((option) => textOf(option).toUpperCase())
  const statusItems = options[words.indexOf('STATUS') + 1]
  for (const folder of account.folders.values()) {
    if (!wanted.some((pattern) => matches(folder.path, pattern))) continue
    if (selection.includes('SUBSCRIBED') && !folder.isSubscribed) continue
    if (selection.includes('SPECIAL-USE') && !folder.use) continue
    const flags = [hasChildren(account, folder) ? '\\HasChildren' : '\\HasNoChildren']
    if (folder.use) flags.push(folder.use)
    if (folder.isSubscribed && (words.includes('SUBSCRIBED') || selection.includes('SUBSCRIBED')))
      flags.push('\\Subscribed')
    session.send(`* LIST (${flags.join(' ')}) "${DELIMITER}" ${imapString(toModifiedUtf7(folder.path))}`)
    if (words.includes('STATUS')) session.send(statusLine(folder, wordsOf(statusItems)))
  }
  return 'OK LIST completed'
}

export function lsub(session: Session, account: Account, command: Command): string {
  const pattern = fromModifiedUtf7(textOf(command.args[0]) + textOf(command.args[1]))
  for (const folder of account.folders.values()) {
    if (folder.isSubscribed && matches(folder.path, pattern))
      session.send(`* LSUB () "${DELIMITER}" ${imapString(toModifiedUtf7(folder.path))}`)
  }
  return 'OK LSUB completed'
}

function matches(path: string, pattern: string): boolean {
  if (pattern.toUpperCase() === 'INBOX') return path === 'INBOX'
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('\\*', '.*')
    .replaceAll('%', `[^${DELIMITER}]*`)
  return new RegExp(`^${escaped}$`).test(path)
}

function hasChildren(account: Account, folder: Folder): boolean {
  return [...account.folders.keys()].some((path) => path.startsWith(folder.path + DELIMITER))
}

export function subscribe(account: Account, command: Command): string {
  const folder = findFolder(account, folderName(command, 0))
  if (!folder) return 'NO [NONEXISTENT] no such folder'
  folder.isSubscribed = command.name === 'SUBSCRIBE'
  return `OK ${command.name} completed`
}

export function status(session: Session, account: Account, command: Command): string {
  const folder = findFolder(account, folderName(command, 0))
  if (!folder) return 'NO [NONEXISTENT] no such folder'
  const words = wordsOf(command.args[1])
  if (words.includes('HIGHESTMODSEQ')) session.isCondstore = true
  session.send(statusLine(folder, words))
  return 'OK STATUS completed'
}

function statusLine(folder: Folder, words: string[]): string {
  const values: Record<string, () => number> = {
    MESSAGES: () => folder.letters.length,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => folder.letters.filter((letter) => !letter.flags.has('\\Seen')).length,
    RECENT: () => 0,
    HIGHESTMODSEQ: () => folder.modseq,
    SIZE: () => folder.letters.reduce((sum, letter) => sum + letter.source.size(), 0),
  }
  const pairs = words.flatMap((word) => (values[word] ? [`${word} ${values[word]()}`] : []))
  return `* STATUS ${imapString(toModifiedUtf7(folder.path))} (${pairs.join(' ')})`
}

export function createFolder(session: Session, account: Account, command: Command): string {
  const path = folderName(command, 0).replace(/\/$/, '')
  if (!path) return 'NO the name is empty'
  if (findFolder(account, path)) return 'NO [ALREADYEXISTS] the folder exists'
  account.folders.set(path, makeFolder(path, null, Math.floor(session.world.now() / 1000)))
  return 'OK CREATE completed'
}

export function deleteFolder(account: Account, command: Command): string {
  const folder = findFolder(account, folderName(command, 0))
  if (!folder || folder.path === 'INBOX') return 'NO [NONEXISTENT] no such folder to delete'
  account.folders.delete(folder.path)
  return 'OK DELETE completed'
}

export function select(session: Session, account: Account, command: Command): string {
  session.selected?.leave()
  session.selected = null
  const folder = findFolder(account, folderName(command, 0))
  if (!folder) return 'NO [NONEXISTENT] no such folder'
  if (wordsOf(command.args[1]).includes('CONDSTORE')) session.isCondstore = true
  const isReadOnly = command.name === 'EXAMINE'
  session.selected = open(session, folder, isReadOnly)

  const firstUnseen = folder.letters.findIndex((letter) => !letter.flags.has('\\Seen'))
  session.send(`* FLAGS (${SYSTEM_FLAGS})`)
  session.send(`* OK [PERMANENTFLAGS (${isReadOnly ? '' : `${SYSTEM_FLAGS} \\*`})] limited`)
  session.send(`* ${folder.letters.length} EXISTS`)
  session.send('* 0 RECENT')
  if (firstUnseen >= 0) session.send(`* OK [UNSEEN ${firstUnseen + 1}] first unseen`)
  session.send(`* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`)
  session.send(`* OK [UIDNEXT ${folder.uidNext}] next UID`)
  session.send(
    session.world.faults.imap?.withoutCondstore
      ? '* OK [NOMODSEQ] none'
      : `* OK [HIGHESTMODSEQ ${folder.modseq}] highest`,
  )
  return `OK [${isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] ${command.name} completed`
}

function open(session: Session, folder: Folder, isReadOnly: boolean): Selected {
  const box: Selected = {
    folder,
    isReadOnly,
    view: [...folder.letters],
    untold: [],
    leave: () => void folder.listeners.delete(note),
  }
  const note: Parameters<typeof folder.listeners.add>[0] = (change) => {
    const isOwnFlagging = change.is === 'flagged' && change.by === session
    if (!isOwnFlagging) box.untold.push(change)
  }
  folder.listeners.add(note)
  return box
}

export function append(session: Session, account: Account, command: Command): string {
  const folder = findFolder(account, folderName(command, 0))
  if (!folder) return 'NO [TRYCREATE] no such folder'
  const letter = command.args.at(-1)
  if (letter?.is !== 'string') return 'BAD the letter is missing'
  const options = command.args.slice(1, -1)
  const flags = options.find((option) => option.is === 'list')
  const written = options.find((option) => option.is === 'string')
  const at = written ? parseImapDate(textOf(written)) : session.world.now()
  if (at === null) return 'BAD the date is malformed'
  const added = add(folder, sourceOf(letter.bytes), itemsOf(flags).map(textOf), at, session)
  return `OK [APPENDUID ${folder.uidValidity} ${added.uid}] APPEND completed`
}
