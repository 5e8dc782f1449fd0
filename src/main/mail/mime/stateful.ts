// Charsets that switch their alphabet by escapes. The platform reads iso-2022-jp alone; no library here knows the others.

const JAPANESE = /^(iso-2022-jp|csiso2022jp|cp5022)/
const ALONE = /^(iso-2022-(kr|cn)|csiso2022kr|hz|utf-?7|unicode-1-1-utf-7)/
const ESC = String.fromCharCode(0x1b)
const SHIFT_OUT = String.fromCharCode(0x0e)
const SHIFT_IN = String.fromCharCode(0x0f)
/** The escape in front of Japanese or Korean; no other text has it. */
const ESCAPE = new RegExp(`${ESC}\\$(?:[@B]|\\([@BD]|\\)C)`)
const EMPTY = new RegExp(`${ESC}(?:\\$[@B]|\\([BIJ])(?=${ESC})`, 'g')
const KOREAN = new RegExp(`${SHIFT_OUT}([^${SHIFT_IN}\\n]*)${SHIFT_IN}?|${SHIFT_IN}`, 'g')
const CHINESE = /~\{([^\n~]*(?:~(?!\})[^\n~]*)*)(?:~\})?|~~|~\r?\n/g
// The numbers keep a header that is made of escapes from taking the square of its length.
const RUN = `(?:${ESC}(?:\\$|\\(I)[^${ESC}]{0,2000}){1,50}${ESC}\\([BJ]`
const RUNS = new RegExp(`${RUN}(?:[ \\t]+${RUN}){0,20}`, 'g')

// The first byte of a character is no tilde, so the end is never one of its bytes.
const HZ_RUN = '~\\{(?:[\\x21-\\x77][\\x21-\\x7e]){1,1000}~\\}'
const HZ_RUNS = new RegExp(`${HZ_RUN}(?:[ \\t]+${HZ_RUN}){0,20}`, 'g')
const UTF7_RUN = /\+([A-Za-z0-9+/]*)(-?)/g

/**
 * Two encoded words in such a charset are two texts: each begins in ASCII, and not every mailer ends it so (RFC 1557, RFC 1842,
 * RFC 2152). Japanese ones are joined like all others: some mailers cut the text anywhere and write no escapes at the cut.
 */
export const isWordAlone = (label: string): boolean => ALONE.test(label)

/** Japanese without escapes that no text follows: to the platform's decoder two in a row are a fault. */
export const withoutEmptyEscapes = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(EMPTY, ''), 'latin1')

/** The name that `stateful` or the platform decodes by; other labels come back as they are. */
export function statefulName(label: string): string {
  if (JAPANESE.test(label)) return 'iso-2022-jp'
  if (label.startsWith('hz')) return 'hz-gb-2312'
  return label
}

/** The charset whose escapes a raw header has. */
export function escapedIn(value: string): string | null {
  const found = ESCAPE.exec(value)?.[0]
  if (found === undefined) return null
  return found.endsWith(')C') ? 'iso-2022-kr' : 'iso-2022-jp'
}

/**
 * Whether a raw header in ASCII can be the text of its body's charset (`name`): it has Chinese of HZ or letters of UTF-7, and no
 * shift that is not whole. In other letters a tilde and a plus are what they are.
 */
export function isShifted(value: string, name: string): boolean {
  if (name === 'hz-gb-2312') return value.search(HZ_RUNS) >= 0 && !/~[{}]/.test(value.replace(HZ_RUNS, ''))
  return /utf-?7$/.test(name) && isUtf7(value)
}

function isUtf7(value: string): boolean {
  const runs = [...value.matchAll(UTF7_RUN)].map(([, run = '', end]) => (run === '' && end ? '+' : utf16Of(run)))
  return runs.every((text) => text !== null) && runs.some((text) => /[^ -~]/.test(text ?? ''))
}

// Null for what is no text: a telephone number, a plus alone, halves of characters.
function utf16Of(run: string): string | null {
  const bytes = Buffer.from(run, 'base64')
  if (/^\d*$/.test(run) || bytes.length % 2 || bytes.toString('base64').replace(/=+$/, '') !== run) return null
  const text = bytes.swap16().toString('utf16le')
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(text) ? text : null
}

/** The decoders that are missing: both turn the shifted text into the eight-bit charset that it stands for. */
export const STATEFUL_DECODERS: Record<string, { base: string; unshift(latin: string): string }> = {
  // SO and SI around Korean.
  'iso-2022-kr': {
    base: 'euc-kr',
    unshift: (latin) => latin.replaceAll(`${ESC}$)C`, '').replace(KOREAN, (_, run?: string) => raised(run ?? '')),
  },
  // ~{ and ~} around Chinese, ~~ for a tilde, a tilde at the end of a line joins it to the next.
  'hz-gb-2312': {
    base: 'gbk',
    unshift: (latin) =>
      latin.replace(CHINESE, (whole, run?: string) => (run === undefined ? whole.slice(1, 2).trim() : raised(run))),
  },
}

const raised = (run: string): string =>
  run.replace(/[\x21-\x7e]/g, (char) => String.fromCharCode(char.charCodeAt(0) | 0x80))

/**
 * A raw header (latin1) whose Japanese, and Chinese in HZ where the body has it (`bodyName`), stands in encoded words: its bytes
 * may be quotes, brackets and commas, which would be taken for those of the header.
 */
export function escapesAsWords(raw: string, bodyName: string | null = null): string {
  if (bodyName === 'hz-gb-2312' && isShifted(raw, bodyName)) return raw.replace(HZ_RUNS, (run) => asWord(run, bodyName))
  if (!raw.includes(ESC)) return raw
  return raw.replace(RUNS, (run) => asWord(run, 'iso-2022-jp'))
}

const asWord = (run: string, name: string) => `=?${name}?B?${Buffer.from(run, 'latin1').toString('base64')}?=`
