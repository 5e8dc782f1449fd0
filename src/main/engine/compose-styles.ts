import postcss, { type Rule } from 'postcss'

/** Rules that load something, or that mean nothing inside another letter. */
const DROPPED = new Set(['import', 'font-face', 'charset', 'namespace', 'page', 'keyframes', '-webkit-keyframes'])

/**
 * A style sheet of a quoted letter that reaches no further than the quote: what it says of all paragraphs must not
 * become true of ours. One that cannot be read is left out.
 */
export function scopedStyles(css: string, scope: string): string {
  try {
    // Mail programs hide their sheets from old readers in comments of HTML.
    const sheet = postcss.parse(css.replace(/<!--|-->/g, ''))
    sheet.walkComments((comment) => void comment.remove())
    sheet.walkAtRules((rule) => {
      if (DROPPED.has(rule.name.toLowerCase())) rule.remove()
    })
    sheet.walkRules((rule) => scopeRule(rule, scope))
    return sheet.toString().replaceAll('</', '<\\/')
  } catch (error) {
    if (error instanceof postcss.CssSyntaxError) return ''
    throw error
  }
}

function scopeRule(rule: Rule, scope: string): void {
  // Inside another rule it is scoped by that one.
  if (rule.parent?.type === 'rule') return
  rule.selectors = rule.selectors.map((selector) => {
    const own = selector.replace(/^(?:html|:root)\s+/i, '').trim()
    return /^(?:html|body|:root)\b/i.test(own) ? own.replace(/^(?:html|body|:root)/i, scope) : `${scope} ${own}`
  })
}

/** What says where the page stands in its window: inside another letter it would tear that one apart. */
const PLACING =
  /^(?:margin|(?:min-|max-)?(?:width|height)$|overflow|display|position|inset|top|right|bottom|left|float|visibility|opacity)/i

/** Declarations of a style attribute that mean the looks of the text in it, not its place. */
export function looksOf(style: string): string {
  try {
    const declarations = postcss.parse(style)
    declarations.walkDecls((one) => {
      if (PLACING.test(one.prop)) one.remove()
    })
    return declarations.nodes.map(String).join(';')
  } catch (error) {
    if (error instanceof postcss.CssSyntaxError) return ''
    throw error
  }
}
