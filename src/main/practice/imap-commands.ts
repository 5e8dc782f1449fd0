import { fetchLetters } from './imap-fetch.ts'
import { append, createFolder, deleteFolder, list, lsub, select, status, subscribe } from './imap-folders.ts'
import { closeFolder, copyOrMove, expunge, storeFlags } from './imap-letters.ts'
import { type Command, type RawCommand, textOf } from './imap-parser.ts'
import { search } from './imap-search.ts'
import type { Session } from './imap-state.ts'

export function capabilities(session: Session, canUpgrade: boolean): string {
  const { faults } = session.world
  const words = [
    'IMAP4rev1',
    'LITERAL+',
    'SASL-IR',
    'AUTH=PLAIN',
    'ID',
    'ENABLE',
    'NAMESPACE',
    'UNSELECT',
    'CHILDREN',
    'UIDPLUS',
  ]
  words.push('SPECIAL-USE', 'LIST-EXTENDED', 'LIST-STATUS')
  if (!faults.imap?.withoutIdle) words.push('IDLE')
  if (!faults.imap?.withoutCondstore) words.push('CONDSTORE')
  if (!faults.imap?.withoutMove) words.push('MOVE')
  if (canUpgrade) words.push('STARTTLS')
  return words.join(' ')
}

/** The client's next line; null when it has gone. */
export type Take = () => Promise<RawCommand | null>

/** Answers everything but IDLE, STARTTLS and LOGOUT; the untagged lines are sent, the tagged one is returned. */
export async function perform(session: Session, command: Command, canUpgrade: boolean, take: Take): Promise<string> {
  switch (command.name) {
    case 'CAPABILITY':
      session.send(`* CAPABILITY ${capabilities(session, canUpgrade)}`)
      return 'OK CAPABILITY completed'
    case 'NOOP':
    case 'CHECK':
      return `OK ${command.name} completed`
    case 'ID':
      session.send('* ID ("name" "Practice")')
      return 'OK ID completed'
    case 'LOGIN':
      return signIn(session, textOf(command.args[0]), textOf(command.args[1]), canUpgrade)
    case 'AUTHENTICATE':
      return authenticate(session, command, canUpgrade, take)
  }
  if (!session.account) return 'BAD sign in first'
  switch (command.name) {
    case 'ENABLE': {
      const isWanted =
        command.args.some((arg) => textOf(arg).toUpperCase() === 'CONDSTORE') &&
        !session.world.faults.imap?.withoutCondstore
      if (isWanted) session.isCondstore = true
      session.send(`* ENABLED${isWanted ? ' CONDSTORE' : ''}`)
      return 'OK ENABLE completed'
    }
    case 'NAMESPACE':
      session.send('* NAMESPACE (("" "/")) NIL NIL')
      return 'OK NAMESPACE completed'
    case 'LIST':
      return list(session, session.account, command)
    case 'LSUB':
      return lsub(session, session.account, command)
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      return subscribe(session.account, command)
    case 'STATUS':
      return status(session, session.account, command)
    case 'CREATE':
      return createFolder(session, session.account, command)
    case 'DELETE':
      return deleteFolder(session.account, command)
    case 'SELECT':
    case 'EXAMINE':
      return select(session, session.account, command)
    case 'APPEND':
      return append(session, session.account, command)
  }
  const box = session.selected
  if (!box) return 'BAD select a folder first, or the command is not known'
  switch (command.name) {
    case 'CLOSE':
    case 'UNSELECT':
      return closeFolder(session, box, command.name === 'CLOSE')
    case 'FETCH':
      return fetchLetters(session, box, command)
    case 'SEARCH': {
      const { untagged, tagged } = search(box, command)
      if (untagged) session.send(untagged)
      return tagged
    }
    case 'STORE':
      return storeFlags(session, box, command)
    case 'COPY':
    case 'MOVE':
      return copyOrMove(session, session.account, box, command)
    case 'EXPUNGE':
      return expunge(session, box, command)
    default:
      return 'BAD command not known'
  }
}

function signIn(session: Session, login: string, password: string, canUpgrade: boolean): string {
  const refused = session.world.faults.imap?.refuseLogin
  const account = session.world.accounts.get(login.toLowerCase())
  if (refused !== undefined || account?.password !== password)
    return `NO [AUTHENTICATIONFAILED] ${refused ?? 'Wrong login or password'}`
  session.account = account
  return `OK [CAPABILITY ${capabilities(session, canUpgrade)}] Signed in`
}

async function authenticate(session: Session, command: Command, canUpgrade: boolean, take: Take): Promise<string> {
  if (textOf(command.args[0]).toUpperCase() !== 'PLAIN') return 'NO mechanism not offered'
  let answer = textOf(command.args[1])
  if (!answer) {
    session.send('+ ')
    answer = (await take())?.[0]?.toString('latin1') ?? '*'
    if (answer === '*') return 'BAD cancelled'
  }
  const [, login = '', password = ''] = Buffer.from(answer, 'base64').toString('utf8').split('\0')
  return signIn(session, login, password, canUpgrade)
}
