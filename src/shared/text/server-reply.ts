// What can be read from the reply of a mail server, apart from what it means.
import { parse } from 'tldts'

/** Code and words verbatim, the code included. */
export interface ServerReply {
  code: number
  words: string
}

/** So much of what a server says is read and kept: where its words come in they are cut. */
export const MOST_WORDS = 2000

/** RFC 2034: right after the code, on the first line or each; the same numbers elsewhere are addresses or versions. */
const STATUS = /^\s*[2-5]\d\d[ -]\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/

/** The enhanced status code (RFC 3463) of a reply, '' where it has none. */
export function statusOf(words: string): string {
  return STATUS.exec(words)?.[1] ?? ''
}

/** Words with dots between them: a host (`dkim.example`), or words of a program (`RESOLVER.ADR.RecipientNotFound`). */
const DOTTED = /(?<![\p{L}\d._-])(?:[\p{L}\d_-]+\.)+[\p{L}\d-]*[\p{L}\d](?![\p{L}\d_-])/gu
/** What stands between the delimiters of addresses; a pattern that looks for its `@` as well starts anew at every letter. */
const RUN = /[^\s<>"'(),;:[\]]+/g
/** No registry has these; servers inside a house, and those of examples, are called so (RFC 2606, 6762). */
const UNREGISTERED = /\.(?:example|test|invalid|localhost|local|lan|internal|intranet|corp|home)$/

function isAddress(run: string): boolean {
  const at = run.indexOf('@', 1)
  return at > 0 && at < run.length - 1
}

function isHost(name: string): boolean {
  if (UNREGISTERED.test(name)) return true
  const { isIcann, domain } = parse(name)
  return isIcann === true && domain !== null
}

/** The server's words in lower case, without codes and without the addresses of people and hosts, whose letters mean nothing. */
export function saidIn(words: string): string {
  return words
    .toLowerCase()
    .split('\n')
    .map((line) => line.replace(/^\s*\d{3}[ -]\s*(?:[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d))?/, ''))
    .join(' ')
    .replace(RUN, (run) => (isAddress(run) ? '' : run))
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '')
    .replace(DOTTED, (name) => (isHost(name) ? '' : name))
    .replace(/\s+/g, ' ')
    .trim()
}
