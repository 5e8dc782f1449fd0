import { tick } from 'svelte'

/** What had the focus is made anew or goes: the keyboard goes on there, not at the top of the page. */
export async function stayAt(place: () => HTMLElement | null | undefined): Promise<void> {
  await tick()
  const { activeElement } = document
  if (activeElement === null || activeElement === document.body) place()?.focus()
}
