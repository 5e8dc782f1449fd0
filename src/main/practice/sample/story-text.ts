// The form of the stories:
//   # id | subject ~ another subject | who=key,key | by=key | end=1d3h | unread
//   >            the client writes (`<` we write), after the given wait since the letter before: `> 2h`
//   text with {name}, {qty}, {date+14}, {c:he|she} by the client's sex ({w:...} by ours), [[one|other]]
//   [Файл.pdf]   files of the letter, on its last line
import { hash } from './chance.ts'
import { dayAndMonth } from './stamp.ts'

interface Step {
  isOurs: boolean
  afterMinutes: number
  text: string
  files: string[]
}

export interface Story {
  id: string
  subjects: string[]
  /** Who of the outside may write it; empty: anybody. */
  who: string[]
  by: string | null
  /** Age of the newest letter in minutes; null: anywhere in the past. */
  endMinutes: number | null
  isUnread: boolean
  steps: Step[]
}

export function parseStories(source: string): Story[] {
  return source.split(/^# /m).slice(1).map(parseStory)
}

function parseStory(block: string): Story {
  const [header = '', ...lines] = block.trim().split('\n')
  const [id = '', subjects = '', ...options] = header.split('|').map((part) => part.trim())
  const option = (name: string) => options.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? null
  const end = option('end')
  const steps = lines
    .join('\n')
    .split(/^(?=[<>](?: [\dhdm]+)?$)/m)
    .map(parseStep)
    .filter((step) => step.text !== '')
  return {
    id,
    subjects: subjects.split(' ~ '),
    who: option('who')?.split(',') ?? [],
    by: option('by'),
    endMinutes: end === null ? null : minutes(end),
    isUnread: options.includes('unread'),
    steps,
  }
}

function parseStep(block: string): Step {
  const [marker = '', ...lines] = block.trim().split('\n')
  const files = [...(lines.at(-1)?.matchAll(/\[([^[\]]+\.[a-z]+)\]/g) ?? [])].map((found) => found[1] ?? '')
  const text = (files.length ? lines.slice(0, -1) : lines).join('\n').trim()
  return { isOurs: marker.startsWith('<'), afterMinutes: minutes(marker.slice(2)), text, files }
}

/** `1d3h30m` as minutes; 0 for nothing. */
function minutes(text: string): number {
  const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
  return part('d') * 1440 + part('h') * 60 + part('m')
}

export interface Filling {
  seed: string
  words: Record<string, string>
  client: 'm' | 'f'
  ours: 'm' | 'f'
  language: 'ru' | 'en'
  /** When the letter is written, UTC ms. */
  at: number
}

/** Throws for a word that nobody knows, so that no braces are ever sent. */
export function fill(template: string, filling: Filling): string {
  return template
    .replace(/\[\[([^\]]+)\]\]/g, (_, choices: string) => {
      const list = choices.split('|')
      return list[hash(`${filling.seed}${choices}`) % list.length] ?? ''
    })
    .replace(/\{([cw]):([^|}]*)\|([^}]*)\}/g, (_, side: string, he: string, she: string) =>
      (side === 'c' ? filling.client : filling.ours) === 'f' ? she : he,
    )
    .replace(/\{date\+(\d+)\}/g, (_, days: string) =>
      dayAndMonth(filling.at + Number(days) * 86_400_000, filling.language),
    )
    .replace(/\{(\w+)\}/g, (braces, word: string) => {
      const known = filling.words[word]
      if (known === undefined) throw new Error(`the sample stories use ${braces}, which nobody fills in`)
      return known
    })
}
