import Code from '@lucide/svelte/icons/code'
import Download from '@lucide/svelte/icons/download'
import FoldVertical from '@lucide/svelte/icons/fold-vertical'
import Forward from '@lucide/svelte/icons/forward'
import Languages from '@lucide/svelte/icons/languages'
import ListTree from '@lucide/svelte/icons/list-tree'
import MoveRight from '@lucide/svelte/icons/move-right'
import Reply from '@lucide/svelte/icons/reply'
import ReplyAll from '@lucide/svelte/icons/reply-all'
import RouteIcon from '@lucide/svelte/icons/route'
import Split from '@lucide/svelte/icons/split'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter } from '../../../shared/model/conversation.ts'
import { setQuery } from '../../lib/routes.svelte.ts'
import type { MenuItem } from '../../ui/menu.ts'
import { forwardLetter } from '../compose/forward.ts'
import { downloadSource } from './download.ts'

type Acts = {
  /** A letter in doubt is not answered. */
  isClosed: boolean
  /** Other letters stand in the conversation too. */
  hasOthers: boolean
  onreply: (mode: 'reply' | 'reply-all') => void
  onwhy: () => void
  onsource: (which: 'headers' | 'source') => void
  onencoding: () => void
  onfold: (() => void) | null
}

/** What can be done with one letter of a conversation. */
export function letterMenu(letter: Letter, acts: Acts): MenuItem[] {
  const { isClosed, hasOthers, onreply, onwhy, onsource, onencoding, onfold } = acts
  return [
    ...(isClosed ? [] : replyItems(letter, onreply)),
    { label: m.letter_why(), icon: RouteIcon, kbd: 'y', onselect: onwhy },
    { label: m.talks_move(), icon: MoveRight, onselect: () => setQuery({ move: letter.id }) },
    ...(hasOthers
      ? [{ label: m.talks_split_from_here(), icon: Split, onselect: () => setQuery({ split: letter.id }) }]
      : []),
    { kind: 'line' },
    { label: m.letter_headers(), icon: ListTree, onselect: () => onsource('headers') },
    // Of one that still lies on the server only the header is here.
    ...(letter.reading === 'too-big'
      ? []
      : [
          { label: m.letter_source(), icon: Code, kbd: 'shift+v', onselect: () => onsource('source') } as const,
          { label: m.talks_encoding(), icon: Languages, kbd: 'ctrl+shift+e', onselect: onencoding } as const,
          { label: m.letter_download_source(), icon: Download, onselect: () => downloadSource(letter.id) },
        ]),
    ...(onfold === null
      ? []
      : [{ kind: 'line' as const }, { label: m.letter_fold(), icon: FoldVertical, onselect: onfold }]),
  ]
}

function replyItems(letter: Letter, onreply: Acts['onreply']): MenuItem[] {
  const forward = { label: m.files_forward(), icon: Forward, kbd: 'f', onselect: () => void forwardLetter(letter.id) }
  if (letter.direction === 'out')
    return [
      { label: m.letter_write_again(), icon: Reply, kbd: 'r', onselect: () => onreply('reply') },
      forward,
      { kind: 'line' },
    ]
  return [
    { label: m.letter_reply(), icon: Reply, kbd: 'r', onselect: () => onreply('reply') },
    { label: m.letter_reply_all(), icon: ReplyAll, kbd: 'a', onselect: () => onreply('reply-all') },
    forward,
    { kind: 'line' },
  ]
}
