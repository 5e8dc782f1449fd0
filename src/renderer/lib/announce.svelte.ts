let polite = $state('')
let urgent = $state('')

/** Says something to screen readers without showing it; `urgent` interrupts (sending failed, the line is lost). */
export function announce(text: string, how: 'polite' | 'urgent' = 'polite'): void {
  if (how === 'urgent') urgent = text
  else polite = text
}

export const announced = {
  get polite(): string {
    return polite
  },
  get urgent(): string {
    return urgent
  },
}
