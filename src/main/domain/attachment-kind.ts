// Whether a file is shown by our own viewer, only downloaded, or asks first.

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif'])
/** What a double click would run. SVG and HTML are not here: they are only never shown inside the program. */
const RUNS =
  /\.(exe|com|scr|pif|bat|cmd|msi|msp|mst|jar|js|jse|mjs|vb|vbe|vbs|wsf|wsh|hta|ps1|psm1|lnk|url|cpl|dll|sys|reg|inf|chm|hlp|application|gadget|msc|apk|app|dmg|pkg|command|sh|run|deb|rpm|appimage|iso|img|vhd|vhdx|docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam|sldm|one|library-ms|search-ms|settingcontent-ms|theme|themepack|xll)$/i

export function previewOf(mime: string, name: string): 'image' | 'pdf' | 'none' {
  if (PICTURES.has(mime.toLowerCase())) return 'image'
  return mime.toLowerCase() === 'application/pdf' ||
    (mime.toLowerCase() === 'application/octet-stream' && /\.pdf$/i.test(name))
    ? 'pdf'
    : 'none'
}

/** Trailing dots and spaces are dropped by Windows, so they do not hide an ending. */
export function isBlocked(name: string): boolean {
  return RUNS.test(name.replace(/(?<![\s.])[\s.]+$/, ''))
}
