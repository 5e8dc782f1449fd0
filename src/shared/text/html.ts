const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Plain text as it stands in HTML, between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)

/** Plain text as the HTML that shows it alike. */
export const htmlOfText = (text: string): string => `<div>${escapeHtml(text).replace(/\r?\n/g, '<br>')}</div>`
