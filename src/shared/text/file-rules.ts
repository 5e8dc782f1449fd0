// What files a letter may carry: said by the page before a byte moves, and by the program whatever the page says.

/** All files of one letter together. */
export const MOST_FILE_BYTES = 100 * 1024 * 1024
/** Where the mail server does not say how large a letter it takes. */
export const USUAL_LETTER_BYTES = 25 * 1024 * 1024
/** Base64 with its line ends, and a little for the headers of each part. */
const GROWTH = 1.37

const BLOCKED = /\.(exe|msi|bat|cmd|js|vbs|ps1|php|scr|jar|lnk)$/i

/** Files that a double click would run. Windows drops dots and blanks at the end of a name: they hide nothing. */
export function isBlockedFile(name: string): boolean {
  return BLOCKED.test(name.replace(/(?<![\s.])[\s.]+$/, ''))
}

/** The name of a file without its folders and without what no file system takes; '' when nothing is left. */
export function plainFileName(name: string): string {
  const plain = (name.split(/[/\\]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trim()
  if (plain.length <= LONGEST_NAME) return plain
  // The ending says what opens it: a long name is cut before it.
  const ending = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? ''
  return plain.slice(0, LONGEST_NAME - ending.length).trimEnd() + ending
}

const LONGEST_NAME = 200

export const sizeInLetter = (bytes: number): number => Math.ceil(bytes * GROWTH)

/**
 * The files that make a letter larger than its mail server takes: each that is too large alone, else the largest ones without
 * which the rest fits. Empty when all fits.
 */
export function filesOver<F extends { size: number }>(files: readonly F[], textBytes: number, limit: number): F[] {
  let total = files.reduce((sum, file) => sum + sizeInLetter(file.size), sizeInLetter(textBytes))
  if (total <= limit) return []
  const alone = files.filter((file) => sizeInLetter(file.size) > limit)
  if (alone.length) return alone
  const over: F[] = []
  for (const file of [...files].sort((a, b) => b.size - a.size)) {
    if (total <= limit) break
    over.push(file)
    total -= sizeInLetter(file.size)
  }
  return over
}
