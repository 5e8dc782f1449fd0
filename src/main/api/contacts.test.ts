import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asProgram, TestOffice } from '../server/host-rig.ts'
import { importFiles } from '../server/import.ts'
import { perform } from '../server/perform.ts'

let office: TestOffice
let irina: string
let pavel: string

beforeAll(async () => {
  office = await TestOffice.start()
  await office.firstAdmin()
  await office.addUser('pavel@sever.example')
  irina = await office.token('irina@sever.example')
  pavel = await office.token('pavel@sever.example')
  await load('sales@sever.example', 'irina@sever.example', 3)
  await load('pavel.box@sever.example', 'pavel@sever.example', 2)
})
afterAll(() => office.end())

test('a card belongs to the office, its letters to the owner of their mailbox, also in every number', async () => {
  const made = await ask(irina, 'POST', '/contacts', { name: 'Анна Белова', emails: ['Anna@Client.example'] })
  const { id } = made.card
  expect(made).toMatchObject({ is: 'created', card: { letters: 3, emails: ['anna@client.example'] } })
  expect(await ask(pavel, 'GET', `/contacts/${id}`)).toMatchObject({ letters: 2 })
  for (const [who, n, secret] of [
    [irina, 3, 'pavel.box'],
    [pavel, 2, 'sales'],
  ] as const) {
    const page = await ask(who, 'GET', `/contacts/${id}/page`)
    expect(page).toMatchObject({ is: 'here', counts: { all: n, in: n, out: 0, files: 0 } })
    const feed = await ask(who, 'GET', `/contacts/${id}/feed`)
    expect(feed.items.filter((item: { is: string }) => item.is === 'letter')).toHaveLength(n)
    const found = await ask(who, 'GET', `/contacts/${id}/feed?q=${encodeURIComponent('письмо')}`)
    expect(found.items).toHaveLength(n)
    expect(JSON.stringify([page, feed, found])).not.toContain(secret)
    expect((await ask(who, 'GET', '/contacts?q=anna')).items).toMatchObject([{ id, state: expect.anything() }])
  }
})

test('a card with the same address or phone is answered before another one is made', async () => {
  const phone = { name: 'Вера', phones: ['+7 912 555-01-42'] }
  expect(await ask(irina, 'POST', '/contacts', phone)).toMatchObject({ is: 'created' })
  const same = { name: 'В. Орлова', phones: ['8 (912) 555 01 42'], emails: ['anna@client.example'] }
  expect(await ask(irina, 'POST', '/contacts', same)).toMatchObject({
    is: 'exists',
    matches: [
      { because: 'email', contact: { name: 'Анна Белова' } },
      { because: 'phone', contact: { name: 'Вера' } },
    ],
  })
  expect(await ask(irina, 'POST', '/contacts', { ...same, anyway: true })).toMatchObject({ is: 'created' })
  expect(await ask(irina, 'GET', '/contacts/counts')).toEqual({ contacts: 3, companies: 0, pairs: 2 })
})

test('what is no address, phone or company domain is refused by name, and nothing is changed', async () => {
  const [{ id }] = (await ask(irina, 'GET', '/contacts?q=anna@client')).items
  const refusals: [path: string, body: object, problem: string, field: string][] = [
    [`/contacts/${id}`, { emails: { to: 'anna@client' } }, 'address-malformed', 'emails.to'],
    [`/contacts/${id}`, { phones: { to: 'позвонить' } }, 'phone-malformed', 'phones.to'],
    [`/contacts/${id}`, { phones: ['+7 912 555-01-42'] }, 'bad-input', 'phones'],
    [`/contacts/${id}`, { emails: [] }, 'bad-input', 'emails'],
    [`/contacts/${id}`, { name: '  ' }, 'bad-input', 'name'],
  ]
  const before = await ask(irina, 'GET', `/contacts/${id}`)
  for (const [path, body, problem, field] of refusals)
    expect((await ask(irina, 'PATCH', path, body)).data).toMatchObject({ problem, field })
  expect(await ask(irina, 'GET', `/contacts/${id}`)).toEqual(before)

  const company = await ask(irina, 'POST', '/companies', {
    name: 'Клиент',
    domains: ['https://www.Client.example/о-нас'],
  })
  expect(await ask(irina, 'GET', `/companies/${company.id}`)).toMatchObject({ domains: ['client.example'] })
  const added = async (domain: string) =>
    (await ask(irina, 'PATCH', `/companies/${company.id}`, { domains: { to: domain } })).data
  expect(await added('mail.ru')).toMatchObject({ problem: 'domain-of-everybody', field: 'domains.to' })
  expect(await added('client')).toMatchObject({ problem: 'domain-malformed' })
  const other = await ask(irina, 'POST', '/companies', { name: 'Другой', domains: ['Client.example'] })
  expect(other.data).toMatchObject({ problem: 'domain-taken', params: { company: 'Клиент' } })
  expect((await ask(irina, 'POST', '/companies', { name: '«КЛИЕНТ»' })).data).toMatchObject({
    problem: 'company-exists',
  })
})

test('entries that colleagues add at the same time are all there, and each takes back his own only', async () => {
  const { id } = (await ask(irina, 'POST', '/contacts', { name: 'Нина', phones: ['111-11-11'] })).card
  const change = (who: string, body: object) => ask(who, 'PATCH', `/contacts/${id}`, body)
  const takeBack = (who: string, back: object) => ask(who, 'POST', `/contacts/${id}/back`, { back })
  const card = () => ask(irina, 'GET', `/contacts/${id}`)
  const [hers, his] = await Promise.all([
    change(irina, { phones: { to: '222-22-22' } }),
    change(pavel, { phones: { to: ' 333-33-33 ' } }),
  ])
  expect((await card()).phones.toSorted()).toEqual(['111-11-11', '222-22-22', '333-33-33'])
  expect(await takeBack(irina, hers.back)).toEqual({ kept: [] })
  expect(await card()).toMatchObject({ phones: ['111-11-11', '333-33-33'] })

  const replaced = await change(irina, { name: 'Нина Павловна', phones: { from: '111-11-11', to: '444-44-44' } })
  await change(pavel, { phones: { from: '444-44-44', to: '555-55-55' } })
  expect(await takeBack(irina, replaced.back)).toEqual({ kept: ['phones'] })
  expect(await card()).toMatchObject({ name: 'Нина', phone: '555-55-55', phones: ['555-55-55', '333-33-33'] })
  expect(await takeBack(pavel, his.back)).toEqual({ kept: [] })
  expect(await card()).toMatchObject({ phones: ['555-55-55'] })
  expect((await takeBack(pavel, { phones: { to: 'позвонить' } })).data).toMatchObject({ problem: 'phone-malformed' })
})

test('an address that was removed comes back to its place, unless it stands on the card again', async () => {
  const emails = ['n1@client.example', 'n2@client.example', 'n3@client.example']
  const { id } = (await ask(irina, 'POST', '/contacts', { name: 'Ника', emails })).card
  const gone = await ask(irina, 'PATCH', `/contacts/${id}`, { emails: { from: 'N2@client.example' } })
  expect(gone.emails).toEqual(['n1@client.example', 'n3@client.example'])
  await ask(pavel, 'PATCH', `/contacts/${id}`, { emails: { to: 'n4@client.example' } })
  await ask(irina, 'POST', `/contacts/${id}/back`, { back: gone.back })
  await ask(irina, 'POST', `/contacts/${id}/back`, { back: gone.back })
  expect(await ask(irina, 'GET', `/contacts/${id}`)).toMatchObject({ emails: [...emails, 'n4@client.example'] })
})

test('a card takes no more phones than it has room for', async () => {
  const phones = Array.from({ length: 20 }, (_, n) => `222-22-${10 + n}`)
  const { id } = (await ask(irina, 'POST', '/contacts', { name: 'Колл-центр', phones })).card
  const change = async (phone: object) => (await ask(irina, 'PATCH', `/contacts/${id}`, { phones: phone })).data
  expect(await change({ to: '333-33-33' })).toMatchObject({ problem: 'bad-input', field: 'phones' })
  expect(await change({ from: phones[0], to: '333-33-33' })).toBeUndefined()
})

test('domains that colleagues add are all there, and one that another company took since is not taken back', async () => {
  const { id } = await ask(irina, 'POST', '/companies', { name: 'Завод' })
  const change = (who: string, domains: object) => ask(who, 'PATCH', `/companies/${id}`, { domains })
  const takeBack = (back: object) => ask(irina, 'POST', `/companies/${id}/back`, { back })
  const added = await change(irina, { to: 'zavod.example' })
  const other = await change(pavel, { to: 'zavod2.example' })
  expect(await takeBack(added.back)).toEqual({ kept: [] })
  expect(await ask(irina, 'GET', `/companies/${id}`)).toMatchObject({ domains: ['zavod2.example'] })
  const gone = await change(irina, { from: 'zavod2.example' })
  expect(await takeBack(other.back)).toEqual({ kept: ['domains'] })
  await ask(pavel, 'POST', '/companies', { name: 'Второй завод', domains: ['zavod2.example'] })
  expect((await takeBack(gone.back)).data).toMatchObject({
    problem: 'domain-taken',
    params: { company: 'Второй завод' },
  })
})

test('a merged card leads to the one that stayed, a deleted one says so and comes back', async () => {
  const one = (await ask(irina, 'POST', '/contacts', { name: 'Олег Ващенко' })).card.id
  const two = (await ask(irina, 'POST', '/contacts', { name: 'О. Ващенко' })).card.id
  const { acts } = await ask(irina, 'POST', `/contacts/${one}/merge`, { others: [two], keep: { name: 'Олег Ващенко' } })
  expect(await ask(irina, 'GET', `/contacts/${two}/page`)).toEqual({ is: 'merged', into: one })
  expect(await ask(pavel, 'POST', `/contacts/acts/${acts[0]}/undo`)).toEqual({ contact: two, company: null })
  const { act } = await ask(irina, 'DELETE', `/contacts/${two}`)
  expect(await ask(irina, 'GET', `/contacts/${two}/page`)).toMatchObject({ is: 'deleted', name: 'О. Ващенко', act })
  await ask(irina, 'POST', `/contacts/acts/${act}/undo`)
  expect(await ask(irina, 'GET', `/contacts/${two}/page`)).toMatchObject({ is: 'here', name: 'О. Ващенко' })
  expect((await ask(irina, 'POST', `/contacts/acts/${act}/undo`)).data).toMatchObject({ problem: 'act-over' })
})

// The answers of four kinds of calls; each test says what it expects of them.
// biome-ignore lint/suspicious/noExplicitAny: JSON of the outside world
async function ask(token: string, method: string, path: string, body?: object): Promise<any> {
  const answer = await fetch(`${office.host.url}/api/v1${path}`, {
    method,
    headers: { ...asProgram(token), 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return answer.json()
}

async function load(mailbox: string, user: string, letters: number): Promise<void> {
  const folder = join(office.folder, mailbox)
  mkdirSync(folder)
  for (let n = 0; n < letters; n++)
    writeFileSync(
      join(folder, `${n}.eml`),
      [
        'From: Anna <anna@client.example>',
        `To: ${mailbox}`,
        `Message-ID: <${n}.${mailbox}>`,
        `Date: ${new Date(Date.UTC(2026, 0, 1 + n)).toUTCString()}`,
        `Subject: About ${mailbox} ${n}`,
        'Content-Type: text/plain; charset=utf-8',
        '',
        `Письмо ${n}`,
        '',
      ].join('\r\n'),
    )
  await perform(office.place, importFiles, { mailbox, user, paths: [folder] }, () => undefined)
}
