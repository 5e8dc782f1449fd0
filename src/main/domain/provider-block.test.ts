import { expect, test } from 'vitest'
import { isProviderBlock } from './provider-block.ts'

test('a provider that blocks the mailbox is told from a server that refuses one letter', () => {
  const block = (provider: Parameters<typeof isProviderBlock>[0], code: number, words: string) =>
    isProviderBlock(provider, { code, words: `${code} ${words}` })
  expect(block('yandex', 554, '5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc')).toBe(true)
  expect(block('yandex', 550, '5.7.1 Спам-лимит превышен')).toBe(true)
  expect(block('other', 550, 'Spam limit exceeded')).toBe(true)
  expect(block('other', 554, 'Подозрение на спам')).toBe(true)
  expect(block('mailru', 550, 'spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x')).toBe(
    true,
  )
  expect(block('gmail', 550, '5.4.5 Daily user sending limit exceeded')).toBe(true)
  expect(block('outlook', 550, '5.1.8 Access denied, bad outbound sender')).toBe(true)
  expect(block('other', 554, '5.7.1 looks like spam')).toBe(false)
  expect(block('yandex', 550, '5.7.1 No such user!')).toBe(false)
  expect(block('gmail', 552, '5.3.4 Message size exceeds fixed limit')).toBe(false)
  expect(block('mailru', 250, 'ok, no spam limit exceeded here')).toBe(false)
})
