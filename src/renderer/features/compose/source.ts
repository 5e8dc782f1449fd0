/** HTML with each block on a line of its own; the words stay as they are. */
export function laidOut(html: string): string {
  return html
    .replace(/(<\/(?:div|p|ul|ol|table|tbody|thead|tr|blockquote|h[1-6]|pre)>|<hr[^>]*>)(?=<)/gi, '$1\n')
    .replace(/(<(?:ul|ol|table|tbody|thead|tr)\b[^>]*>)(?=<)/gi, '$1\n')
    .replace(/(<\/(?:li|td|th)>)(?=<(?:li|td|th)\b)/gi, '$1\n')
    .replace(/(<\/(?:li|td|th)>)(?=<\/(?:ul|ol|tr)>)/gi, '$1\n')
}
