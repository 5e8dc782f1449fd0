import { lastUid, parseImapDate } from './imap-fetch.ts'
import { type Command, numberSet, type Token, textOf } from './imap-parser.ts'
import type { Selected } from './imap-state.ts'
import { bytesOf } from './letter-source.ts'
import { parseHeaders } from './mime-tree.ts'
import { headerText, type StoredLetter } from './postbox.ts'

type Test = (letter: StoredLetter, seq: number) => boolean

const FLAGS: Record<string, string> = {
  SEEN: '\\Seen',
  ANSWERED: '\\Answered',
  FLAGGED: '\\Flagged',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
  RECENT: '\\Recent',
}
const DAY = 86_400_000

/** The untagged SEARCH answer and the tagged one. Texts are compared as bytes in lower case, not decoded. */
export function search(box: Selected, command: Command): { untagged: string | null; tagged: string } {
  const words = [...command.args]
  if (textOf(words[0]).toUpperCase() === 'CHARSET') {
    if (!/^(utf-8|us-ascii)$/i.test(textOf(words[1])))
      return { untagged: null, tagged: 'NO [BADCHARSET (UTF-8 US-ASCII)] charset' }
    words.splice(0, 2)
  }
  const usesModseq = words.some((word) => textOf(word).toUpperCase() === 'MODSEQ')
  const test = allOf(box, words)
  if (!test) return { untagged: null, tagged: 'BAD search key not known' }
  const found = box.view.flatMap((letter, i) => (test(letter, i + 1) ? [[i + 1, letter] as const] : []))
  const numbers = found.map(([seq, letter]) => (command.isUid ? letter.uid : seq))
  const modseq = usesModseq && found.length ? ` (MODSEQ ${Math.max(...found.map(([, letter]) => letter.modseq))})` : ''
  return { untagged: `* SEARCH${numbers.map((n) => ` ${n}`).join('')}${modseq}`, tagged: 'OK SEARCH completed' }
}

function allOf(box: Selected, words: Token[]): Test | null {
  const tests: Test[] = []
  while (words.length) {
    const test = next(box, words)
    if (!test) return null
    tests.push(test)
  }
  return (letter, seq) => tests.every((test) => test(letter, seq))
}

/** Takes one key with its arguments off the front. */
function next(box: Selected, words: Token[]): Test | null {
  const token = words.shift()
  if (!token) return null
  if (token.is === 'list') return allOf(box, [...token.items])
  const key = textOf(token).toUpperCase()
  const flag = FLAGS[key.replace(/^UN/, '')]
  if (flag) return (letter) => letter.flags.has(flag) !== key.startsWith('UN')
  switch (key) {
    case 'ALL':
      return () => true
    case 'NOT': {
      const test = next(box, words)
      return test && ((letter, seq) => !test(letter, seq))
    }
    case 'OR': {
      const one = next(box, words)
      const other = next(box, words)
      return one && other && ((letter, seq) => one(letter, seq) || other(letter, seq))
    }
    case 'UID': {
      const matches = numberSet(textOf(words.shift()), lastUid(box))
      return matches && ((letter) => matches(letter.uid))
    }
    case 'KEYWORD':
    case 'UNKEYWORD': {
      const keyword = textOf(words.shift())
      return (letter) => letter.flags.has(keyword) === (key === 'KEYWORD')
    }
    case 'MODSEQ': {
      const least = Number(textOf(words.shift()))
      return (letter) => letter.modseq >= least
    }
    case 'LARGER':
    case 'SMALLER': {
      const size = Number(textOf(words.shift()))
      return (letter) => (key === 'LARGER' ? letter.source.size() > size : letter.source.size() < size)
    }
    case 'HEADER': {
      const name = textOf(words.shift()).toLowerCase()
      const value = needle(words.shift())
      return (letter) => {
        const header = parseHeaders(headerText(letter)).get(name)
        return header?.toLowerCase().includes(value) ?? false
      }
    }
    case 'FROM':
    case 'TO':
    case 'CC':
    case 'BCC':
    case 'SUBJECT': {
      const value = needle(words.shift())
      return (letter) => (parseHeaders(headerText(letter)).get(key.toLowerCase()) ?? '').toLowerCase().includes(value)
    }
    case 'TEXT':
    case 'BODY': {
      const value = needle(words.shift())
      return (letter) => bytesOf(letter.source).toString('latin1').toLowerCase().includes(value)
    }
    case 'SINCE':
    case 'BEFORE':
    case 'ON':
    case 'SENTSINCE':
    case 'SENTBEFORE': {
      const day = parseImapDate(textOf(words.shift()))
      if (day === null) return null
      return (letter) => {
        const at = key.startsWith('SENT') ? Date.parse(parseHeaders(headerText(letter)).get('date') ?? '') : letter.at
        if (key.endsWith('BEFORE')) return at < day
        return at >= day && (key !== 'ON' || at < day + DAY)
      }
    }
    default: {
      const matches = numberSet(key, box.view.length)
      return matches && ((_, seq) => matches(seq))
    }
  }
}

const needle = (token: Token | undefined): string => Buffer.from(textOf(token), 'utf8').toString('latin1').toLowerCase()
