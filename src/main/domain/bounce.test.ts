import { expect, test } from 'vitest'
import { bounceReason, reportedRecipient } from './bounce.ts'

test('why a letter came back is said in our words', () => {
  expect(bounceReason('5.1.1', '550 nobody lives here')).toBe('unknown-recipient')
  expect(bounceReason('5.2.2', '')).toBe('mailbox-full')
  expect(bounceReason('', 'письмо похоже на спам')).toBe('spam-suspected')
  expect(bounceReason('5.0.0', 'go away')).toBe('refused')
})

test('a report about somebody we did not write to is not believed', () => {
  expect(reportedRecipient(['anna@client.example'], ['boris@client.example'])).toBeNull()
  expect(reportedRecipient(['other@alias.example', 'anna@client.example'], ['anna@client.example'])).toBe(
    'anna@client.example',
  )
})
