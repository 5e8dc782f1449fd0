// Files that really open: written from scratch, a few kilobytes each.
import { crc32, deflateRawSync } from 'node:zlib'
import { between, hash } from './chance.ts'
import { noisyPicture, picture } from './pictures.ts'

export interface MadeFile {
  name: string
  mime: string
  bytes: Buffer
}

const MIME: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  csv: 'text/csv',
  zip: 'application/zip',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** The kind of a file goes by its name; a picture called «…_большое.png» has about 2 MB. */
export function makeFile(name: string, lines: string[]): MadeFile {
  const kind = name.split('.').at(-1) ?? ''
  const mime = MIME[kind]
  if (!mime) throw new Error(`the sample office makes no files like ${name}`)
  return { name, mime, bytes: content(kind, name, lines) }
}

function content(kind: string, name: string, lines: string[]): Buffer {
  const title = name.replace(/\.\w+$/, '').replaceAll('_', ' ')
  switch (kind) {
    case 'pdf':
      return pdf(title, lines)
    case 'png':
      return name.includes('_большое') ? noisyPicture(name) : picture(hash(name) % 8)
    case 'csv':
      return Buffer.from(
        `\uFEFFДата;Время;Вольт\r\n${table(name, 48)
          .map((row) => `${row[0]};${row[1]};${row[2]}`)
          .join('\r\n')}\r\n`,
      )
    case 'xlsx':
      return xlsx(title, name)
    case 'docx':
      return docx([title, ...lines])
    default:
      return zip([
        ['Прочти меня.txt', Buffer.from([title, ...lines].join('\r\n'))],
        ['Паспорт.pdf', pdf('Паспорт изделия', lines)],
        ['Чертёж.png', picture(hash(name) % 8)],
      ])
  }
}

function table(seed: string, rows: number): [string, string, number][] {
  return Array.from({ length: rows }, (_, i) => [
    `${String((i % 28) + 1).padStart(2, '0')}.10`,
    `${String(i % 24).padStart(2, '0')}:00`,
    between(`${seed}${i}`, 221, 256),
  ])
}

// Advance widths of Arial, so that letters stand where they should.
const WIDTHS = {
  ascii: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
  ],
  upper: [
    667, 656, 667, 542, 677, 667, 923, 604, 719, 719, 583, 656, 833, 722, 778, 719, 667, 722, 611, 635, 760, 667, 740,
    667, 917, 938, 792, 885, 656, 719, 1010, 722,
  ],
  lower: [
    556, 573, 531, 365, 583, 556, 669, 458, 559, 559, 438, 583, 688, 552, 556, 542, 556, 500, 458, 500, 823, 500, 573,
    521, 802, 823, 625, 719, 521, 510, 750, 542,
  ],
  rest: [667, 556, 1073, 556, 556, 1000, 556, 333],
}

/** One A4 page. The font is not inside: readers take their own sans, and its Cyrillic by glyph name. */
function pdf(title: string, lines: string[]): Buffer {
  const cyrillic = [...'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁё№«»—₽²']
  const code = (char: string) =>
    cyrillic.includes(char) ? 128 + cyrillic.indexOf(char) : char.charCodeAt(0) < 127 ? char.charCodeAt(0) : 32
  const hex = (text: string) => `<${[...text].map((char) => code(char).toString(16).padStart(2, '0')).join('')}>`
  const glyphs = cyrillic
    .map((char) => `/uni${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ')
  const rows = lines.map((line, i) => `BT /F1 11 Tf 56 ${720 - i * 20} Td ${hex(line)} Tj ET`).join('\n')
  const page = `0.96 0.76 0.2 rg 56 790 24 24 re f\n0 0 0 rg\nBT /F1 18 Tf 92 795 Td ${hex(title)} Tj ET\n0.7 G 56 760 m 540 760 l S\n${rows}`
  const widths = [...WIDTHS.ascii, 278, ...WIDTHS.upper, ...WIDTHS.lower, ...WIDTHS.rest].join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    `<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar 32 /LastChar ${127 + cyrillic.length} /Widths [${widths}] /FontDescriptor 6 0 R /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 ${glyphs}] >> >>`,
    '<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [-665 -325 2000 1006] /ItalicAngle 0 /Ascent 905 /Descent -212 /CapHeight 716 /StemV 80 >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = body.length
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const xref = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + xref, 'latin1')
}

function zip(files: [name: string, bytes: Buffer][]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of files) {
    const nameBytes = Buffer.from(name)
    const packed = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    // Version 2.0, UTF-8 names, deflate, 1 January 2026.
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 1, 8)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, nameBytes]))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(centrals)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end])
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = 'http://schemas.openxmlformats.org'
const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function packageParts(main: string, contentType: string): [string, Buffer][] {
  return [
    [
      '[Content_Types].xml',
      Buffer.from(
        `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${contentType}</Types>`,
      ),
    ],
    [
      '_rels/.rels',
      Buffer.from(
        `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/officeDocument" Target="${main}"/></Relationships>`,
      ),
    ],
  ]
}

function xlsx(title: string, seed: string): Buffer {
  const prefix = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const names = ['LED-40', 'Линия-36', 'Арктика-60', 'Купол-150', 'Роща-30', 'Драйвер 40 Вт', 'Подвес', 'Рассеиватель']
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`
  const rows = [
    [title],
    ['Позиция', 'Количество', 'Цена, ₽'],
    ...names.map((name, i) => [name, between(`${seed}q${i}`, 2, 124), between(`${seed}p${i}`, 240, 9800)]),
  ]
  const sheet = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')
  return zip([
    ...packageParts(
      'xl/workbook.xml',
      `<Override PartName="/xl/workbook.xml" ContentType="${prefix}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${prefix}.worksheet+xml"/>`,
    ),
    [
      'xl/workbook.xml',
      Buffer.from(
        `${XML}<workbook xmlns="${OFFICE}/spreadsheetml/2006/main" xmlns:r="${OFFICE}/officeDocument/2006/relationships"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      Buffer.from(
        `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
    ],
    [
      'xl/worksheets/sheet1.xml',
      Buffer.from(
        `${XML}<worksheet xmlns="${OFFICE}/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData></worksheet>`,
      ),
    ],
  ])
}

function docx(paragraphs: string[]): Buffer {
  const body = paragraphs
    .map((text) => `<w:p><w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`)
    .join('')
  return zip([
    ...packageParts(
      'word/document.xml',
      '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
    ),
    [
      'word/document.xml',
      Buffer.from(
        `${XML}<w:document xmlns:w="${OFFICE}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
      ),
    ],
  ])
}
