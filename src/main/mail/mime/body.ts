import { htmlToText } from './html-text.ts'
import type { TextLeaf } from './leaf.ts'
import type { Part } from './splitter.ts'
import { textOfBoth } from './stand-in.ts'

/** Puts the text parts of a letter together: of alternatives both forms are kept, parts in a row are joined. */
export function composeBody(leaves: readonly TextLeaf[]): { text: string | null; html: string | null } {
  const groups = new Map<object, { plain: string[]; html: string[] }>()
  for (const leaf of leaves) {
    const key = alternativeOf(leaf.part) ?? leaf
    const group = groups.get(key) ?? { plain: [], html: [] }
    group[leaf.kind].push(leaf.text)
    groups.set(key, group)
  }
  const all = [...groups.values()]
  const hasHtml = all.some((group) => group.html.length > 0)
  const hasPlain = all.some((group) => group.plain.some((text) => text.trim() !== ''))
  return {
    text:
      hasPlain || !hasHtml
        ? all
            .map(plainOf)
            .filter((text) => text.trim() !== '')
            .join('\n\n')
        : null,
    html: hasHtml ? all.map(htmlOf).join('\n') : null,
  }
}

function plainOf(group: { plain: string[]; html: string[] }): string {
  const plain = group.plain.join('\n\n')
  if (!group.html.length) return plain
  const html = group.html.join('\n')
  return plain.trim() === '' ? htmlToText(html) : textOfBoth(plain, html)
}

function htmlOf(group: { plain: string[]; html: string[] }): string {
  if (group.html.length) return group.html.join('\n')
  const escaped = group.plain.join('\n\n').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<div style="white-space:pre-wrap">${escaped}</div>`
}

function alternativeOf(part: Part): Part | null {
  for (let at = part.parent; at; at = at.parent) if (at.type === 'multipart/alternative') return at
  return null
}
