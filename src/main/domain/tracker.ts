// Pictures that are there to tell the sender when a letter is read.

// Paths of well-known mailing services' opening pixels.
const KNOWN =
  /\/(open|opens|track\/open|trk\/open|o\/open|pixel|beacon|wf\/open|e\/o|e2t\/o|ss\/o|imp|read\.php|open\.php|open\.aspx|openpixel|trackopen)([/.?]|$)|\/(pixel|spacer|blank|1x1|clear|dot|transparent)\.(gif|png)(\?|$)|list-manage\.com\/track|mailtrack\.io|sendgrid\.net\/wf\/open|google-analytics\.com\/|mc\.yandex\.ru\/(watch|pixel)|top-fwz1\.mail\.ru\/counter|unisender\.com\/.*\/read|sendsay\.ru\/.*open/i
const TINY = /^\s*[01](px)?\s*$/i

/** Addresses of pictures in the letter's HTML that probably are trackers: a point in size, hidden, or of a known service. */
export function trackersIn(html: string): Set<string> {
  const found = new Set<string>()
  for (const tag of pictureTags(html)) {
    const src = attribute(tag, 'src')
    if (src && (isTiny(tag) || isKnownTracker(src))) found.add(src)
  }
  return found
}

// By hand: of many beginnings without an end a pattern would look for the end of each.
function* pictureTags(html: string): Generator<string> {
  const beginning = /<img\b/gi
  for (let found = beginning.exec(html); found; found = beginning.exec(html)) {
    const end = html.indexOf('>', beginning.lastIndex)
    if (end < 0) return
    yield html.slice(found.index, end + 1)
    beginning.lastIndex = end + 1
  }
}

export function isKnownTracker(url: string): boolean {
  return KNOWN.test(url)
}

/** True when the letter names this address: only those are fetched for a reader. */
export function namesAddress(html: string, url: string): boolean {
  return html.includes(url) || decodeEntities(html).includes(url)
}

function isTiny(tag: string): boolean {
  const style = (attribute(tag, 'style') ?? '').toLowerCase()
  if (/display\s*:\s*none|visibility\s*:\s*hidden/.test(style)) return true
  const width = /(?:^|;)\s*(?:max-)?width\s*:\s*([^;]+)/.exec(style)?.[1] ?? attribute(tag, 'width')
  const height = /(?:^|;)\s*(?:max-)?height\s*:\s*([^;]+)/.exec(style)?.[1] ?? attribute(tag, 'height')
  return TINY.test(width ?? '') && TINY.test(height ?? '')
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  return found ? decodeEntities(found[1] ?? found[2] ?? found[3] ?? '').trim() : null
}

function decodeEntities(text: string): string {
  return text.replace(/&amp;|&#0*38;|&#x0*26;/gi, '&')
}
