/** Joins the soft line breaks of format=flowed (RFC 3676); quote depths are kept, "-- " stays a line of its own. */
export function unflow(text: string, deletesSpace: boolean): string {
  const out: { depth: number; text: string; isOpen: boolean }[] = []
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const content = line.slice(depth).replace(/^ /, '')
    const isSignature = content === '-- '
    const isSoft = content.endsWith(' ') && !isSignature
    const piece = isSoft && deletesSpace ? content.slice(0, -1) : content
    const last = out.at(-1)
    if (last?.isOpen && last.depth === depth && !isSignature) {
      last.text += piece
      last.isOpen = isSoft
    } else out.push({ depth, text: piece, isOpen: isSoft })
  }
  return out.map((line) => (line.depth ? `${'>'.repeat(line.depth)} ${line.text}` : line.text)).join('\n')
}
