import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter, Why } from '../../../shared/model/conversation.ts'

type Rule = Why['rule']

/** The answer in one sentence; `when` is the date of the letter it answers, already formatted. */
export function whySentence(why: Why, when: string | null): string {
  switch (why.rule) {
    case 'reply-to-ours':
      return when === null ? m.letter_why_reply_undated() : m.letter_why_reply_to_ours({ when })
    case 'reply':
      return when === null ? m.letter_why_reply_undated() : m.letter_why_reply({ when })
    case 'references':
      return when === null ? m.letter_why_references_undated() : m.letter_why_references({ when })
    case 'subject':
      return m.letter_why_subject()
    case 'provider':
      return m.letter_why_provider()
    case 'excluded':
      return m.letter_why_excluded()
    case 'grouping-off':
      return m.letter_why_grouping_off()
    case 'apart':
      return m.letter_why_apart()
    case 'manual':
      return m.letter_why_manual()
    case 'first':
      return m.letter_why_first()
  }
}

const rules: Record<Rule, { title: () => string; text: () => string }> = {
  'reply-to-ours': { title: m.letter_why_rule_reply_to_ours, text: m.letter_why_by_reply },
  reply: { title: m.letter_why_rule_reply, text: m.letter_why_by_reply },
  references: { title: m.letter_why_rule_references, text: m.letter_why_by_references },
  subject: { title: m.letter_why_rule_subject, text: m.letter_why_by_subject },
  provider: { title: m.letter_why_rule_provider, text: m.letter_why_by_provider },
  excluded: { title: m.letter_why_rule_excluded, text: m.letter_why_by_excluded },
  'grouping-off': { title: m.letter_why_rule_grouping_off, text: m.letter_why_by_grouping_off },
  apart: { title: m.letter_why_rule_apart, text: m.letter_why_by_apart },
  manual: { title: m.letter_why_rule_manual, text: m.letter_why_by_manual },
  first: { title: m.letter_why_rule_first, text: m.letter_why_by_first },
}

export const ruleText = (rule: Rule): { title: string; text: string } => ({
  title: rules[rule].title(),
  text: rules[rule].text(),
})

/** Whose card stands beside the letter, and how it was found. */
export function clientText(letter: Letter): { title: string; text: string } {
  const { finder, name, email } = letter.why.binding
  const address = email ?? letter.from.email
  if (finder === 'none')
    return { title: m.letter_why_client_none(), text: m.letter_why_client_none_text({ email: address }) }
  if (finder === 'deleted') return { title: m.letter_why_client_none(), text: m.letter_why_finder_deleted() }
  const text = {
    conversation: m.letter_why_finder_conversation,
    sender: () => m.letter_why_finder_sender({ email: address }),
    recipient: () => m.letter_why_finder_recipient({ email: address }),
    'by-hand': m.letter_why_finder_by_hand,
  }[finder]()
  return { title: m.letter_why_client({ name: name ?? address }), text }
}
