// Bundled by the spec: the real sanitiser and the real frame on an otherwise empty page.
import { mount, unmount } from 'svelte'
import LetterFrame from '../../../src/renderer/features/letter/LetterFrame.svelte'
import { fill } from '../../../src/renderer/features/letter/letter-document.ts'
import { prepareLetter } from '../../../src/renderer/features/letter/prepare.ts'
import type { CleanLetter } from '../../../src/renderer/features/letter/sanitize.ts'

type Shown = { links: string[]; pictures: string[]; html: string; css: string; looks: string; hasQuote: boolean }
type Options = { areLinksOpen?: boolean; inline?: Record<string, string>; pictures?: Record<string, string> }

let shown: ReturnType<typeof mount> | null = null
let turn = 0

/** Shows a letter as the thread does and resolves when its frame has been measured. */
async function show(html: string, options: Options = {}): Promise<Shown> {
  if (shown) await unmount(shown)
  turn += 1
  const letter: CleanLetter = await prepareLetter(turn, html, 'now')
  const target = document.querySelector('main')
  if (!target) throw new Error('The page has no main')
  const mailto = (address: string) => target.setAttribute('data-mailto', address)
  shown = mount(LetterFrame, {
    target,
    props: {
      letter,
      title: 'Letter',
      language: 'en',
      inline: options.inline ?? {},
      pictures: options.pictures ?? {},
      areLinksOpen: options.areLinksOpen ?? true,
      isDarkPage: false,
      isOnSheet: false,
      darkLetters: false,
      onmailto: mailto,
    },
  })
  for (let i = 0; i < 100 && !document.querySelector('iframe.ready'); i += 1)
    await new Promise((done) => setTimeout(done, 20))
  return { ...letter }
}

/** Cleans a letter as `show` does, and nothing more. */
const clean = (html: string): Promise<unknown> => {
  turn += 1
  return prepareLetter(turn, html, 'now')
}

/** Fills a frame whose document has only just begun. */
async function fillTooEarly(): Promise<void> {
  const page = document.implementation.createHTMLDocument()
  page.body.remove()
  const paper = { kind: 'page' as const, isDarkPage: false, text: '#000', link: '#00f', font: 'sans-serif' }
  fill(page, await prepareLetter(0, '<p>Hello</p>', 'now'), paper, 'en')
}

Object.assign(globalThis, { show, clean, fillTooEarly })
