const NAMES: Record<string, string> = {
  'windows-1251': 'Windows-1251',
  'koi8-r': 'KOI8-R',
  'utf-8': 'UTF-8',
  'windows-1252': 'ISO-8859-1',
  ibm866: 'CP866 (DOS)',
  'iso-8859-5': 'ISO-8859-5',
  'x-mac-cyrillic': 'Mac Cyrillic',
  'windows-1250': 'Windows-1250',
  'windows-1254': 'Windows-1254',
  gb18030: 'GB18030',
  shift_jis: 'Shift JIS',
}

/** As mail programs call it. */
export const encodingName = (charset: string): string => NAMES[charset] ?? charset
