import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ApartRule } from '../../../shared/model/thread-act.ts'

/** What a split asks of later letters, in words. */
export const ruleText = ({ kind, sender, client }: ApartRule): string =>
  kind === 'subject' ? m.talks_apart_subject({ who: sender }) : m.talks_apart_always({ who: sender, other: client })
