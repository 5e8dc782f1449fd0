import type { Letter } from '../../../shared/model/conversation.ts'
import type { ThreadAct } from '../../../shared/model/thread-act.ts'

export type Line =
  | { is: 'letter'; key: string; letter: Letter }
  | { is: 'act'; key: string; act: ThreadAct }
  /** Letters that follow one another, folded into one line in their place. */
  | { is: 'fold'; key: string; letters: Letter[] }

/** Letters in their order; what was done to the conversation stands after the letters that were there then. */
export function linesOf(letters: readonly Letter[], hidden: readonly Letter[], acts: readonly ThreadAct[]): Line[] {
  const mixed: (Line & { at: number })[] = [
    ...letters.map((letter) => ({ is: 'letter' as const, key: `letter ${letter.id}`, letter, at: letter.at })),
    ...acts.map((act) => ({ is: 'act' as const, key: `act ${act.id}`, act, at: act.at })),
  ]
  const folded = new Set(hidden)
  const lines: Line[] = []
  let fold: Letter[] | null = null
  for (const line of mixed.sort((a, b) => a.at - b.at)) {
    if (line.is === 'letter' && folded.has(line.letter)) {
      if (fold === null) {
        fold = []
        lines.push({ is: 'fold', key: `fold ${line.letter.id}`, letters: fold })
      }
      fold.push(line.letter)
    } else {
      if (line.is === 'letter') fold = null
      lines.push(line)
    }
  }
  // A fold of one letter would say less than the letter's own line and be no shorter.
  return lines.flatMap((line) => {
    const [only, another] = line.is === 'fold' ? line.letters : []
    return only === undefined || another !== undefined ? line : { is: 'letter', key: `letter ${only.id}`, letter: only }
  })
}
