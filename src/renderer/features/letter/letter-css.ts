// A letter's CSS goes through the browser's own parser, which resolves escapes and comments, and is written anew from it.

/** Functions that load something or hide it behind another name; only `url(data:image/…)` may stay. */
const LOADS = /url\(|image-set\(|(?:^|[^-\w])(?:src|image|cross-fade|element|paint|attr|env)\(|expression\(/i
const DATA_PICTURE = /url\(\s*["']?data:image\/(?:png|jpe?g|gif|webp|bmp)[;,][^)"']*["']?\s*\)/gi
/** Sizes taken from the window would make the frame, whose height follows the letter, grow for ever. */
const WINDOW_SIZE = /\d(?:[sld]?v(?:h|w|b|i|min|max)|cq\w+)\b/i
const BARRED =
  /^(?:behavior|-moz-binding|animation|transition|cursor|zoom|view-transition|anchor|interactivity|pointer-events)/
const NEUTRAL_TEXT = /^(?:black|windowtext|canvastext|currentcolor|inherit|initial|unset|revert|auto)$/i
const NEUTRAL_BACK = /^(?:none|white|transparent|window|canvas|inherit|initial|unset|revert|currentcolor)$/i

/** Writes a letter's style sheet anew: rules and media queries only, no imports, fonts or addresses. `</style>` cannot survive. */
export function cleanStyleSheet(css: string): string {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css.replaceAll('<!--', ' ').replaceAll('-->', ' '))
  return rulesOf(sheet.cssRules).replaceAll('<', '\\3c ')
}

function rulesOf(rules: CSSRuleList): string {
  return Array.from(rules, (rule) => {
    if (rule instanceof CSSStyleRule) {
      cleanDeclarations(rule.style)
      return rule.style.length > 0 ? `${rule.selectorText}{${rule.style.cssText}}` : ''
    }
    if (rule instanceof CSSMediaRule) return `@media ${rule.conditionText}{${rulesOf(rule.cssRules)}}`
    if (rule instanceof CSSSupportsRule) return `@supports ${rule.conditionText}{${rulesOf(rule.cssRules)}}`
    return ''
  }).join('')
}

/** Takes out of a declaration block everything that loads, leaves the flow of the letter or follows the window. */
export function cleanDeclarations(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style)) {
    const value = style.getPropertyValue(name)
    const isPinned = name === 'position' && !/^(?:static|relative|absolute)$/i.test(value.trim())
    if (BARRED.test(name) || isPinned || loads(value) || WINDOW_SIZE.test(value)) style.removeProperty(name)
  }
}

function loads(value: string): boolean {
  return LOADS.test(value) && LOADS.test(value.replace(DATA_PICTURE, ''))
}

/** A style attribute that needs no look: no functions, escapes, comments or placing. */
export const isPlainStyle = (text: string): boolean =>
  !/[\\(@]|\/\*|position|v[hwbi]|vm|cq|behavior|binding|animation|transition|cursor|zoom|anchor|interactivity|pointer|view/i.test(
    text,
  )

/** A background other than white: the letter was made for a sheet of its own. */
export function hasOwnBackground(style: CSSStyleDeclaration): boolean {
  return Array.from(style).some(
    (name) => /^background-(?:color|image)$/.test(name) && !isNeutralBack(style.getPropertyValue(name).trim()),
  )
}

/**
 * Lets a letter without backgrounds follow the theme: black on white said aloud is dropped, other text colours get a
 * lighter twin for the dark page.
 */
export function adaptColours(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style)) {
    if (/^background/.test(name)) style.removeProperty(name)
    if (name !== 'color') continue
    const value = style.getPropertyValue(name).trim()
    if (isNeutralText(value)) style.removeProperty(name)
    else style.setProperty(name, bothThemes(value), style.getPropertyPriority(name))
  }
}

/** A text colour for both pages: as written, and never darker than readable on the dark one. */
const bothThemes = (colour: string): string => `light-dark(${colour}, oklch(from ${colour} max(l, 0.74) c h))`

function isNeutralText(value: string): boolean {
  return NEUTRAL_TEXT.test(value) || (channelsOf(value)?.every((channel) => channel <= 0x50) ?? false)
}

function isNeutralBack(value: string): boolean {
  return (
    NEUTRAL_BACK.test(value) ||
    (channelsOf(value)?.every((channel) => channel >= 0xfa) ?? false) ||
    /, 0\)$/.test(value)
  )
}

function channelsOf(value: string): number[] | null {
  const found = /^rgba?\((\d+), (\d+), (\d+)/.exec(value)
  return found ? found.slice(1).map(Number) : null
}
