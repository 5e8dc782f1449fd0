import type { ProviderName } from '../../shared/model/mailbox.ts'

/** Recipients that a provider takes in one letter over SMTP; where none is published, a cautious guess. */
const PER_LETTER: Partial<Record<ProviderName, number>> = { yandex: 35, mailru: 30, gmail: 100, outlook: 500, icloud: 500 }

export const recipientLimit = (provider: ProviderName): number => PER_LETTER[provider] ?? 100
