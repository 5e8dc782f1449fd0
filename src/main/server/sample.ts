// The sample office: a practice mail server of its own on loopback; everything else is the real program.
import type { UserId } from '../../shared/model/ids.ts'
import { createContact } from '../engine/contacts.ts'
import type { Engine } from '../engine/engine.ts'
import { updateSettings } from '../engine/mailbox-care.ts'
import { connectMailbox } from '../engine/mailbox-connect.ts'
import type { Clock } from '../engine/ports.ts'
import { type SampleLogin, type SampleServer, startSampleServer } from '../practice/sample/start.ts'
import type { Store } from '../store/database.ts'
import { moveSampleServer } from '../store/sample.ts'
import { setSetting, setting } from '../store/settings.ts'
import { addUser, firstAdministrator } from '../store/users.ts'

const SIGNATURE = '<div>С уважением,<br>Ирина Соколова<br>«Северный свет»</div>'

/** Starts the practice server with the same letters as at the first start, and tells the mailboxes its new ports. */
export async function startSample(store: Store, clock: Clock): Promise<SampleServer> {
  const known = setting(store.reader, 'sample.made-at')
  const madeAt = known === null ? clock.now() : Number(known)
  if (known === null) store.write((tx) => setSetting(tx, 'sample.made-at', String(madeAt)))
  const sample = await startSampleServer({ now: () => clock.now(), madeAt })
  store.write((tx) => {
    for (const { address, imap, smtp } of sample.logins) moveSampleServer(tx, address, imap.port, smtp.port)
  })
  return sample
}

/** At the first start: the office's first administrator, its cards and its main mailbox, connected as a person would. */
export async function furnishSample(engine: Engine, sample: SampleServer): Promise<void> {
  const { store, ports } = engine.deps
  if (firstAdministrator(store.reader)) return
  const now = ports.clock.now()
  const main = sample.logins[0]!
  const user: UserId = store.write((tx) => {
    setSetting(tx, 'office.name', sample.office.office)
    return addUser(
      tx,
      {
        name: 'Ирина Соколова',
        email: 'irina@sever-svet.example',
        role: 'admin',
        passwordHash: null,
        locale: null,
      },
      now,
    )
  })
  for (const { name, position, phone, note, company, email } of sample.office.contacts) {
    const phones = phone === '' ? [] : [phone]
    createContact(engine.deps, user, { name, position, note, company, phones, emails: [email] })
  }
  const { address, displayName } = main
  const connected = await connectMailbox(engine, user, {
    address,
    displayName,
    incoming: 'imap',
    imap: half(main, 'imap'),
    smtp: half(main, 'smtp'),
    depth: { kind: 'all' },
    folders: null,
    sentFolder: null,
    createContacts: true,
    saveAnyway: false,
  })
  if (connected.ok) await updateSettings(engine, connected.id, { signature: SIGNATURE })
  else throw new Error(`the sample mailbox could not be connected: ${connected.problem}`)
}

function half(login: SampleLogin, which: 'imap' | 'smtp') {
  return {
    ...login[which],
    security: 'none' as const,
    login: login.login,
    password: login.password,
    pinnedCertificate: null,
    allowPlaintext: true,
  }
}
