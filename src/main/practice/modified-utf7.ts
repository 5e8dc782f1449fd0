// RFC 3501 5.1.3: folder names on the wire.

export function toModifiedUtf7(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-'
    const utf16 = Buffer.from(run, 'utf16le').swap16()
    return `&${utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
  })
}

export function fromModifiedUtf7(name: string): string {
  return name.replace(/&([^-]*)-/g, (_, run: string) => {
    if (run === '') return '&'
    const utf16 = Buffer.from(run.replaceAll(',', '/'), 'base64')
    return Buffer.from(utf16.subarray(0, utf16.length & ~1))
      .swap16()
      .toString('utf16le')
  })
}
