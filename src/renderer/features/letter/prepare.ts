import { whenIdle } from '../../lib/idle.ts'
import { type CleanLetter, cleanLetter } from './sanitize.ts'

type Job = { answer: Promise<CleanLetter>; pace: { isUrgent: boolean }; size: number }

/** Characters of cleaned letters that are kept; the oldest go first. */
const KEPT = 12_000_000
const jobs = new Map<string, Job>()

/**
 * The letter cleaned for the frame, from the cache when the same bytes were cleaned before. `idle` works only while the
 * page has nothing else to do; asking `now` for the same letter hurries it up.
 */
export function prepareLetter(messageId: number, html: string, when: 'now' | 'idle'): Promise<CleanLetter> {
  const key = `${messageId}:${hash(html)}`
  const known = jobs.get(key)
  if (known) {
    known.pace.isUrgent ||= when === 'now'
    jobs.delete(key)
    jobs.set(key, known)
    return known.answer
  }
  const pace = { isUrgent: when === 'now' }
  const pause = () => (pace.isUrgent ? nextTask() : whenIdle())
  const started = pace.isUrgent ? Promise.resolve() : whenIdle()
  const answer = started.then(() => cleanLetter(html, { budgetMs: 8, pause }))
  answer.catch(() => jobs.delete(key))
  jobs.set(key, { answer, pace, size: html.length })
  forgetOldest()
  return answer
}

function forgetOldest(): void {
  let total = 0
  for (const job of jobs.values()) total += job.size
  for (const [key, job] of jobs) {
    if (total <= KEPT || jobs.size === 1) return
    total -= job.size
    jobs.delete(key)
  }
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** 53-bit string hash (cyrb53, public domain): tells letters apart, proves nothing. */
function hash(text: string): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}
