/** So much of the text comes with the headers of a letter that is too big to load. */
export const HEAD_TEXT = 64 * 1024
