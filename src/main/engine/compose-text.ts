import { convert } from 'html-to-text'

/** A letter of ours is shown by every program; its plain part is read by few, so no more of it is made. */
const MOST_CHARS = 2_000_000

/**
 * The plain part of a letter written as HTML: lists keep their marks and numbers, links their addresses, quotes their ">",
 * tables their columns. Lines are never broken: the reader's window does that.
 */
export function plainPart(html: string): string {
  return (
    convert(html.slice(0, MOST_CHARS), {
      wordwrap: false,
      selectors: [
        {
          selector: 'a',
          options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'], ignoreHref: false, noAnchorUrl: true },
          format: 'link',
        },
        { selector: 'img', format: 'pictureName' },
        {
          selector: 'table',
          format: 'dataTable',
          options: { uppercaseHeaderCells: false, colSpacing: 3, rowSpacing: 0 },
        },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
        { selector: 'ul', options: { itemPrefix: '• ' } },
        { selector: 'blockquote', options: { trimEmptyLines: false, leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ],
      formatters: {
        // "mailto:" and repeated addresses say nothing that the words do not.
        link(element, walk, builder, options) {
          const href = element.attribs.href ?? ''
          const formatter = /^(?:https?|ftp):/i.test(href) ? 'anchor' : 'inline'
          builder.options.formatters[formatter]?.(element, walk, builder, options)
        },
        pictureName(element, _walk, builder) {
          const name = element.attribs.alt?.trim() ?? ''
          if (name) builder.addInline(`[${name}]`)
        },
      },
    })
      // Editors write every second blank as one that does not break; here no line breaks anyway.
      .replaceAll('\u00a0', ' ')
      .replace(/[^\S\n]+$/gm, (blanks, at: number, whole: string) => (isSignatureMark(whole, at) ? blanks : ''))
      .replace(/\n{3,}/g, '\n\n')
      .replace(/^\n+|\n+$/g, '')
  )
}

// RFC 3676 4.3: the blank of "-- " is its meaning.
const isSignatureMark = (text: string, at: number): boolean => /(?:^|\n)--$/.test(text.slice(Math.max(0, at - 3), at))
