import { expect, test } from 'vitest'
import { decodeModifiedUtf7, folderRole, sentCandidates } from './folders.ts'

const role = (path: string, flags: string[] = [], delimiter = '/') => folderRole({ path, delimiter, flags }).role

test('the flag of the server decides before the name', () => {
  expect(folderRole({ path: 'Posta inviata', delimiter: '/', flags: ['\\HasNoChildren', '\\Sent'] })).toEqual({
    role: 'sent',
    isFlagged: true,
  })
  expect(role('Sent', ['\\Trash'])).toBe('trash')
  expect(role('[Gmail]/Вся почта', ['\\All'])).toBe('all')
})

test.each([
  ['INBOX', 'inbox'],
  ['Inbox', 'inbox'],
  ['Sent', 'sent'],
  ['Sent Items', 'sent'],
  ['Sent Messages', 'sent'],
  ['[Gmail]/Отправленные', 'sent'],
  ['[Gmail]/Sent Mail', 'sent'],
  ['Отправленные', 'sent'],
  ['INBOX/Sent', 'sent'],
  ['Outbox', 'outbox'],
  ['Исходящие', 'outbox'],
  ['Drafts', 'drafts'],
  ['Черновики', 'drafts'],
  ['Spam', 'spam'],
  ['Junk', 'spam'],
  ['Спам', 'spam'],
  ['Trash', 'trash'],
  ['Корзина', 'trash'],
  ['Удаленные', 'trash'],
  ['Удалённые', 'trash'],
  ['INBOX/Newsletters', 'other'],
  ['Рассылки', 'other'],
  ['Клиенты/Отправленные', 'other'],
  ['&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-', 'sent'],
  ['&BBgEQQRFBD4ENARPBEkEOAQ1-', 'outbox'],
  ['&BCcENQRABD0EPgQyBDgEOgQ4-', 'drafts'],
  ['&BCEEPwQwBDw-', 'spam'],
  ['&BBoEPgRABDcEOAQ9BDA-', 'trash'],
  ['&BCMENAQwBDsENQQ9BD0ESwQ1-', 'trash'],
  ['&BCMENAQwBDsEUQQ9BD0ESwQ1-', 'trash'],
])('the folder %s is for: %s', (path, expected) => {
  expect(role(path)).toBe(expected)
})

test('INBOX.Sent is known under a dot', () => {
  expect(role('INBOX.Sent', [], '.')).toBe('sent')
})

test('one Sent folder is the answer, two are a question', () => {
  const folder = (path: string, flags: string[] = []) => ({
    path,
    canSelect: true,
    ...folderRole({ path, delimiter: '/', flags }),
  })
  expect(sentCandidates([folder('INBOX'), folder('Отправленные')])).toEqual(['Отправленные'])
  expect(sentCandidates([folder('Sent'), folder('Отправленные')])).toEqual(['Sent', 'Отправленные'])
  expect(sentCandidates([folder('Sent'), folder('Отправленные', ['\\Sent'])])).toEqual(['Отправленные'])
  expect(sentCandidates([folder('Исходящие'), folder('INBOX')])).toEqual([])
})

test('modified UTF-7 is read, and plain text stays', () => {
  expect(decodeModifiedUtf7('&BCAEMARBBEEESwQ7BDoEOA-')).toBe('Рассылки')
  expect(decodeModifiedUtf7('R&-D')).toBe('R&D')
  expect(decodeModifiedUtf7('Sales & more')).toBe('Sales & more')
})
