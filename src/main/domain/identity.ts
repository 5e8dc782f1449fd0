/**
 * The key under which a letter is stored once, wherever it turns up. Never of size or trace headers, which differ from
 * mailbox to mailbox. Without a Message-ID `contentHash` is that of the whole source, so headers alone never merge letters.
 */
export function identityOf(letter: {
  messageId: string
  from: string
  dateAsWritten: string
  contentHash: string
}): string {
  const { messageId, from, dateAsWritten, contentHash } = letter
  if (messageId === '') return `source:${contentHash}`
  // A line feed cannot stand in any of the parts, so no two letters write the same key.
  return [messageId, from, dateAsWritten.replace(/\s+/g, ' ').trim(), contentHash]
    .map((part) => part.replace(/\n/g, ' '))
    .join('\n')
}
