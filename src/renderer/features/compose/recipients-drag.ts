import type { Person } from '../../../shared/model/conversation.ts'

export type Field = 'to' | 'cc' | 'bcc'
const TYPE = 'application/x-golub-recipient'

/** A chip taken by the mouse; another field of the same letter may take it over. */
export function pickUp(event: DragEvent, person: Person): void {
  if (event.dataTransfer === null) return
  event.dataTransfer.setData(TYPE, JSON.stringify(person))
  event.dataTransfer.setData('text/plain', person.email)
  event.dataTransfer.effectAllowed = 'move'
}

export const carriesPerson = (event: DragEvent): boolean => event.dataTransfer?.types.includes(TYPE) ?? false

export function putDown(event: DragEvent): Person | null {
  const text = event.dataTransfer?.getData(TYPE) ?? ''
  // Written by `pickUp` only: the type is ours.
  return text === '' ? null : (JSON.parse(text) as Person)
}
