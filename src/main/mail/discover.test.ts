import { expect, test } from 'vitest'
import { discover, type Surroundings } from './discover.ts'
import { presetByHost, presetOf, providerOf } from './providers.ts'

function around(mx: string[] = [], answering: string[] = []): Surroundings & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    mx: async (domain) => {
      asked.push(`mx ${domain}`)
      return mx
    },
    answers: async ({ host, port }) => {
      asked.push(`${host}:${port}`)
      return answering.includes(`${host}:${port}`)
    },
  }
}

test('a known provider is recognised by its domain, without asking the network', async () => {
  const world = around()
  expect(await discover(' Anna@Mail.RU ', world)).toMatchObject({
    address: 'anna@mail.ru',
    provider: 'mailru',
    by: 'preset',
    signIn: 'app-password',
    imap: { host: 'imap.mail.ru', port: 993, security: 'tls', login: 'anna@mail.ru' },
    smtp: { host: 'smtp.mail.ru', port: 465, security: 'tls', login: 'anna@mail.ru' },
  })
  expect(world.asked).toEqual([])
})

test('providers that offer POP3 are known with its servers; IMAP is what is recommended', async () => {
  for (const [address, host] of [
    ['anna@mail.ru', 'pop.mail.ru'],
    ['anna@yandex.ru', 'pop.yandex.ru'],
    ['anna@rambler.ru', 'pop.rambler.ru'],
    ['anna@gmail.com', 'pop.gmail.com'],
  ] as const)
    expect(await discover(address, around())).toMatchObject({
      incoming: 'imap',
      pop3: { host, port: 995, security: 'tls', login: address },
    })
  expect((await discover('anna@icloud.com', around())).pop3).toBeNull()
  expect(presetByHost('pop.yandex.ru')?.provider).toBe('yandex')
  expect(presetByHost('pop-mail.outlook.com')?.signIn).toBe('oauth-only')
})

test('POP3 is proposed only where nothing else answers', async () => {
  const only = await discover('anna@firma.example', around([], ['pop3.firma.example:995', 'smtp.firma.example:465']))
  expect(only).toMatchObject({ by: 'probe', incoming: 'pop3', pop3: { host: 'pop3.firma.example', port: 995 } })
  const both = await discover('anna@firma.example', around([], ['pop.firma.example:995', 'mail.firma.example:143']))
  expect(both).toMatchObject({ incoming: 'imap', pop3: { host: 'pop.firma.example' } })
})

test('iCloud signs in to IMAP with the name before the @', async () => {
  expect(await discover('anna@icloud.com', around())).toMatchObject({
    imap: { login: 'anna' },
    smtp: { login: 'anna@icloud.com', security: 'starttls' },
  })
})

test('Outlook is known to want its own sign-in', async () => {
  expect(await discover('anna@outlook.com', around())).toMatchObject({ provider: 'outlook', signIn: 'oauth-only' })
  expect(presetByHost('SMTP.office365.com')?.signIn).toBe('oauth-only')
})

test('an own domain at a provider is recognised by its MX', async () => {
  expect(await discover('office@stroymir.example', around(['mx.yandex.net.']))).toMatchObject({
    provider: 'yandex',
    by: 'mx',
    imap: { host: 'imap.yandex.ru', login: 'office@stroymir.example' },
  })
  expect(await discover('office@stroymir.example', around(['alt1.aspmx.l.google.com']))).toMatchObject({
    provider: 'gmail',
    by: 'mx',
  })
  expect(await discover('office@stroymir.example', around(['notyandex.net', 'mx.stroymir.example']))).toMatchObject({
    provider: 'other',
  })
})

test('a domain of its own is found by the usual names of hosts', async () => {
  const found = await discover(
    'anna@firma.example',
    around([], ['mail.firma.example:993', 'mail.firma.example:587', 'imap.firma.example:143']),
  )
  expect(found).toMatchObject({
    provider: 'other',
    by: 'probe',
    imap: { host: 'mail.firma.example', port: 993, security: 'tls' },
    smtp: { host: 'mail.firma.example', port: 587, security: 'starttls' },
  })
})

test('where nothing answers the likeliest names are filled in as a guess', async () => {
  expect(await discover('anna@firma.example', around())).toMatchObject({
    by: 'guess',
    imap: { host: 'imap.firma.example', port: 993, login: 'anna@firma.example' },
    smtp: { host: 'smtp.firma.example', port: 465 },
  })
})

test('a Cyrillic domain is asked for in its ASCII form and shown in letters', async () => {
  const world = around([], ['imap.xn--e1aybc.xn--p1ai:993'])
  expect(await discover('Анна@ТЕСТ.рф', world)).toMatchObject({
    address: 'анна@тест.рф',
    by: 'probe',
    imap: { host: 'imap.xn--e1aybc.xn--p1ai', login: 'анна@тест.рф' },
  })
  expect(world.asked[0]).toBe('mx xn--e1aybc.xn--p1ai')
})

test('Rambler wants its IDLE renewed within a minute', () => {
  expect(presetOf('rambler')?.idleRenewSeconds).toBe(55)
  expect(presetOf('other')).toBe(null)
  expect(providerOf('anna@ya.ru')).toBe('yandex')
  expect(providerOf('anna@nowhere.example')).toBe('other')
})
