import type { Letter } from '../../../shared/model/conversation.ts'
import type { ThreadAct } from '../../../shared/model/thread-act.ts'

export type Line = { is: 'letter'; key: string; letter: Letter } | { is: 'act'; key: string; act: ThreadAct }

/** Letters in their order; what was done to the conversation stands after the letters that were there then. */
export function linesOf(letters: readonly Letter[], acts: readonly ThreadAct[]): Line[] {
  const mixed: (Line & { at: number })[] = [
    ...letters.map((letter) => ({ is: 'letter' as const, key: `letter ${letter.id}`, letter, at: letter.at })),
    ...acts.map((act) => ({ is: 'act' as const, key: `act ${act.id}`, act, at: act.at })),
  ]
  return mixed.sort((a, b) => a.at - b.at)
}
