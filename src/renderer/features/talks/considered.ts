import type { Considered } from '../../../shared/api/threads.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'

/** One line of what else was considered: the rule, and why it lost. */
export function consideredText(one: Considered): { rule: string; lost: string } {
  return { rule: ruleOf(one), lost: lostOf(one) }
}

function ruleOf({ rule, about }: Considered): string {
  switch (rule) {
    case 'manual':
      return m.talks_rule_manual()
    case 'excluded':
      return m.talks_rule_excluded({ about })
    case 'reply':
      return m.talks_rule_reply()
    case 'references':
      return m.talks_rule_references()
    case 'subject':
      return about === '' ? m.talks_rule_subject() : m.talks_rule_subject_about({ about })
  }
}

function lostOf({ rule, outcome, days }: Considered): string {
  switch (outcome) {
    case 'absent':
      return rule === 'excluded' ? m.talks_lost_not_listed() : m.talks_lost_absent()
    case 'not-here':
      return rule === 'subject' ? m.talks_lost_no_neighbour() : m.talks_lost_no_such_letter()
    case 'other-people':
      return m.talks_lost_other_people()
    case 'other-topic':
      return m.talks_lost_other_topic()
    case 'too-old':
      return m.talks_lost_too_old({ n: days ?? 0 })
    case 'excluded':
      return m.talks_lost_excluded()
    case 'off':
      return m.talks_lost_off()
    case 'decided':
    case 'not-needed':
      return m.talks_lost_not_needed()
  }
}
