import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ProviderName } from '../../../shared/model/mailbox.ts'

/** A small drawing of the provider's page: what stands on it, top to bottom. */
export type Mark =
  | { kind: 'line' }
  | { kind: 'title'; text: string }
  | { kind: 'item'; text: string }
  | { kind: 'field'; text: string }
  | { kind: 'button'; text: string }
  | { kind: 'tick'; text: string }
  | { kind: 'secret'; text: string }

export interface GuideStep {
  title: string
  text: string
  /** The page to open, on the step where it is needed. */
  open: string | null
  picture: { address: string; marks: Mark[] }
  /** The step that a refused password most often comes from. */
  isLikely?: boolean
}

/** The provider's own steps to a password for programs; null where the ordinary password of the mailbox does. */
export function guideFor(provider: ProviderName, address: string): GuideStep[] | null {
  switch (provider) {
    case 'yandex':
      return yandex(address, 'https://id.yandex.ru/security/app-passwords')
    case 'mailru':
      return mailru(address, 'https://account.mail.ru/user/2-step-auth/passwords/')
    case 'gmail':
      return gmail('https://myaccount.google.com/apppasswords')
    case 'rambler':
      return rambler(address, 'https://mail.rambler.ru/settings/mailapps')
    case 'icloud':
      return icloud(address, 'https://account.apple.com/account/manage')
    default:
      return null
  }
}

function yandex(address: string, open: string): GuideStep[] {
  return [
    {
      title: m.mailboxes_guide_yandex_1(),
      text: m.mailboxes_guide_sign_in_as({ address }),
      open,
      picture: {
        address: 'id.yandex.ru/security',
        marks: [
          { kind: 'line' },
          { kind: 'title', text: m.mailboxes_pic_app_passwords() },
          { kind: 'item', text: m.mailboxes_pic_mail_item() },
        ],
      },
    },
    {
      title: m.mailboxes_guide_yandex_2(),
      text: m.mailboxes_guide_name_it(),
      open: null,
      isLikely: true,
      picture: named(),
    },
    {
      title: m.mailboxes_guide_yandex_3(),
      text: m.mailboxes_guide_yandex_3_text(),
      open: null,
      picture: {
        address: 'mail.yandex.ru',
        marks: [
          { kind: 'tick', text: m.mailboxes_pic_from_server({ host: 'imap.yandex.ru' }) },
          { kind: 'tick', text: m.mailboxes_pic_app_passwords() },
        ],
      },
    },
  ]
}

function mailru(address: string, open: string): GuideStep[] {
  return [
    {
      title: m.mailboxes_guide_mailru_1(),
      text: m.mailboxes_guide_sign_in_as({ address }),
      open,
      picture: {
        address: 'id.mail.ru',
        marks: [{ kind: 'line' }, { kind: 'line' }, { kind: 'item', text: m.mailboxes_pic_security() }],
      },
    },
    {
      title: m.mailboxes_guide_mailru_2(),
      text: m.mailboxes_guide_mailru_2_text(),
      open: null,
      picture: {
        address: 'id.mail.ru/security',
        marks: [
          { kind: 'title', text: m.mailboxes_pic_external() },
          { kind: 'line' },
          { kind: 'button', text: m.mailboxes_pic_add() },
        ],
      },
    },
    {
      title: m.mailboxes_guide_mailru_3(),
      text: m.mailboxes_guide_mailru_3_text(),
      open: null,
      isLikely: true,
      picture: {
        address: m.mailboxes_pic_new_password(),
        marks: [
          { kind: 'tick', text: 'IMAP, POP3, SMTP' },
          { kind: 'secret', text: 'a8Kd 02hf Qm…' },
        ],
      },
    },
  ]
}

function gmail(open: string): GuideStep[] {
  return [
    {
      title: m.mailboxes_guide_gmail_1(),
      text: m.mailboxes_guide_gmail_1_text(),
      open: null,
      picture: {
        address: 'mail.google.com',
        marks: [{ kind: 'line' }, { kind: 'tick', text: m.mailboxes_pic_imap_on() }],
      },
    },
    {
      title: m.mailboxes_guide_gmail_2(),
      text: m.mailboxes_guide_gmail_2_text(),
      open: null,
      picture: {
        address: 'myaccount.google.com',
        marks: [
          { kind: 'title', text: m.mailboxes_pic_two_step() },
          { kind: 'tick', text: m.mailboxes_pic_is_on() },
        ],
      },
    },
    {
      title: m.mailboxes_guide_gmail_3(),
      text: m.mailboxes_guide_gmail_3_text(),
      open,
      isLikely: true,
      picture: {
        address: 'apppasswords',
        marks: [
          { kind: 'title', text: m.mailboxes_pic_app_passwords() },
          { kind: 'field', text: 'Golub' },
          { kind: 'secret', text: 'kqzv pdtr mwxa …' },
        ],
      },
    },
  ]
}

function rambler(address: string, open: string): GuideStep[] {
  return [
    {
      title: m.mailboxes_guide_rambler_1(),
      text: m.mailboxes_guide_sign_in_as({ address }),
      open,
      picture: {
        address: 'mail.rambler.ru',
        marks: [{ kind: 'line' }, { kind: 'line' }, { kind: 'item', text: m.mailboxes_pic_clients() }],
      },
    },
    {
      title: m.mailboxes_guide_rambler_2(),
      text: m.mailboxes_guide_rambler_2_text(),
      open: null,
      isLikely: true,
      picture: {
        address: 'mail.rambler.ru',
        marks: [
          { kind: 'title', text: m.mailboxes_pic_clients() },
          { kind: 'tick', text: m.mailboxes_pic_access_on() },
        ],
      },
    },
    {
      title: m.mailboxes_guide_rambler_3(),
      text: m.mailboxes_guide_rambler_3_text(),
      open: null,
      picture: {
        address: 'id.rambler.ru',
        marks: [
          { kind: 'field', text: address },
          { kind: 'field', text: '••••••••••' },
        ],
      },
    },
  ]
}

function icloud(address: string, open: string): GuideStep[] {
  return [
    {
      title: m.mailboxes_guide_icloud_1(),
      text: m.mailboxes_guide_sign_in_as({ address }),
      open,
      picture: {
        address: 'account.apple.com',
        marks: [{ kind: 'line' }, { kind: 'line' }, { kind: 'item', text: m.mailboxes_pic_security() }],
      },
    },
    { title: m.mailboxes_guide_icloud_2(), text: m.mailboxes_guide_icloud_2_text(), open: null, picture: named() },
    {
      title: m.mailboxes_guide_icloud_3(),
      text: m.mailboxes_guide_icloud_3_text(),
      open: null,
      isLikely: true,
      picture: {
        address: m.mailboxes_pic_new_password(),
        marks: [{ kind: 'line' }, { kind: 'secret', text: 'abcd-efgh-ijkl-…' }],
      },
    },
  ]
}

function named(): GuideStep['picture'] {
  return {
    address: m.mailboxes_pic_new_password(),
    marks: [
      { kind: 'title', text: m.mailboxes_pic_password_name() },
      { kind: 'field', text: 'Golub' },
      { kind: 'button', text: m.mailboxes_pic_go_on() },
    ],
  }
}
