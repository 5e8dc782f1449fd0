import type { ContactCard } from '../../../shared/model/conversation.ts'

export type MergeField = 'name' | 'position' | 'company' | 'note'
/** Who stays, and the values that were chosen where the cards differ. */
export type Chosen = { survivor: number; keep: Partial<Record<MergeField, string>> }
export type Difference = { field: MergeField; values: string[] }

const FIELDS: readonly MergeField[] = ['name', 'position', 'company', 'note']

export function fieldOf(card: ContactCard, field: MergeField): string {
  return field === 'company' ? (card.company?.name ?? '') : card[field]
}

/** The fields in which these cards differ, with the value of each; where all but one are empty there is nothing to choose. */
export function differences(cards: readonly ContactCard[]): Difference[] {
  return FIELDS.map((field) => ({ field, values: cards.map((card) => fieldOf(card, field)) })).filter(
    ({ values }) => new Set(values.filter((value) => value !== '')).size > 1,
  )
}

/** Who stays unless told otherwise: the card with the most letters, of equal ones the older. */
export function suggestedSurvivor(cards: readonly ContactCard[]): ContactCard | undefined {
  return cards.toSorted((a, b) => b.letters - a.letters || (a.createdAt ?? 0) - (b.createdAt ?? 0))[0]
}
