import Ban from '@lucide/svelte/icons/ban'
import Database from '@lucide/svelte/icons/database'
import Info from '@lucide/svelte/icons/info'
import Mail from '@lucide/svelte/icons/mail'
import Palette from '@lucide/svelte/icons/palette'
import { m } from '../../../shared/i18n/paraglide/messages.js'

/** The rail of the settings, in its order. */
export const GROUPS = [
  {
    id: 'mail',
    title: m.settings_group_mail,
    sections: [
      { id: 'mailboxes', title: m.settings_section_mailboxes, icon: Mail },
      { id: 'exclusions', title: m.settings_section_exclusions, icon: Ban },
    ],
  },
  {
    id: 'program',
    title: m.settings_group_program,
    sections: [
      { id: 'look', title: m.settings_section_look, icon: Palette },
      { id: 'data', title: m.settings_section_data, icon: Database },
      { id: 'about', title: m.settings_section_about, icon: Info },
    ],
  },
] as const

export type Section = (typeof GROUPS)[number]['sections'][number]['id']
const SECTIONS: readonly Section[] = GROUPS.flatMap((group) => group.sections.map((section) => section.id))

export function sectionOf(text: string): Section {
  return SECTIONS.find((known) => known === text) ?? 'mailboxes'
}
