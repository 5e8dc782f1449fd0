import type { Discovery, MailboxDraft } from '../../../shared/api/mailboxes.ts'
import type { Depth, Incoming, Mailbox } from '../../../shared/model/mailbox.ts'
import { domainOf } from '../../../shared/text/addresses.ts'
import { client } from '../../lib/client.ts'
import { type CheckState, notChecked, outcomeOf, settle } from './check.ts'
import { fittingDepth } from './depth.ts'
import { emptyHalf, type HalfForm, type HalfName, halfFrom, missingIn, toServer } from './half.ts'
import { Lookup } from './lookup.svelte.ts'
import { passwordToSend } from './password-shape.ts'
import { dropWizardDraft, loadWizardDraft, saveWizardDraft } from './wizard-draft.ts'

export const STEPS = ['address', 'login', 'check', 'depth'] as const
export type Step = (typeof STEPS)[number]

/** Where copies of sent letters go when the server does not say it: a folder, nowhere for now, or not answered yet. */
export type SentAnswer = { is: 'open' } | { is: 'folder'; path: string } | { is: 'later' }

/** Everything the four steps know. The password lives here only, and goes with this object. */
export class Wizard {
  readonly lookup = new Lookup()
  /** The protocol of the incoming half, which is called `imap` in either case. */
  incoming: Incoming = $state('imap')
  imap: HalfForm = $state(emptyHalf('imap', ''))
  smtp: HalfForm = $state(emptyHalf('smtp', ''))
  /** The server fields are open: nothing was recognised, or the user wants other servers. */
  isManual = $state(false)
  isChosen = $state(false)
  password = $state('')
  smtpPassword: string | null = $state(null)
  check: CheckState = $state.raw(notChecked)
  checkError: unknown = $state.raw(null)
  sent: SentAnswer = $state.raw({ is: 'open' })
  depth: Depth = $state.raw({ kind: 'all' })
  /** Paths of the ticked folders; null until the server has listed them. */
  ticked: string[] | null = $state(null)
  createContacts = $state(true)
  isCreating = $state(false)
  createError: unknown = $state.raw(null)
  /** The address that the servers and logins stand for; they are never used for another one. */
  #standsFor = $state('')
  #checked = $state('')
  #checking: AbortController | null = null
  /** What was typed for the protocol that is not chosen now. */
  #other: HalfForm | null = null
  /** The protocol that the user chose by hand: an answer that comes later does not take it back. */
  #chosen: Incoming | null = null

  constructor() {
    const draft = loadWizardDraft(localStorage, Date.now())
    if (!draft) return
    this.lookup.restore(draft.address, draft.discovery)
    if (draft.discovery || draft.isManual) this.#standsFor = this.address
    if (draft.imap || draft.smtp) {
      this.incoming = draft.incoming ?? 'imap'
      this.imap = draft.imap ? halfFrom(draft.imap) : { ...emptyHalf(this.incoming, draft.address), isOn: false }
      this.smtp = draft.smtp ? halfFrom(draft.smtp) : { ...emptyHalf('smtp', draft.address), isOn: false }
    } else if (draft.discovery) {
      this.takeServers(draft.discovery)
    }
    this.isManual = draft.isManual
  }

  get address(): string {
    return this.lookup.address.trim()
  }

  /** The servers and logins stand for the address as it is written now. */
  get isOfAddress(): boolean {
    return this.address !== '' && this.#standsFor === this.address
  }

  get provider() {
    return this.lookup.discovery?.provider ?? 'other'
  }

  get signIn() {
    return this.lookup.discovery?.signIn ?? 'password'
  }

  get wanted() {
    return { imap: this.imap.isOn, smtp: this.smtp.isOn }
  }

  get outcome() {
    return outcomeOf(this.check, this.wanted)
  }

  /** Receiving and sending both refuse the password. */
  get isRefusedTwice(): boolean {
    const refuses = (line: CheckState['imap']) =>
      line?.state === 'failed' && (line.trouble === 'wrong-password' || line.trouble === 'password-kind')
    return this.imap.isOn && this.smtp.isOn && refuses(this.check.imap) && refuses(this.check.smtp)
  }

  /** Nothing was changed since the last check: what it said still holds. */
  get isAsChecked(): boolean {
    return this.#checked !== '' && this.#checked === JSON.stringify(this.draft())
  }

  /** The server does not say which folder holds sent letters, and the user has not said it yet. */
  get asksSent(): boolean {
    return this.imap.isOn && this.check.sent !== null && this.check.sent.state !== 'found' && this.sent.is === 'open'
  }

  half(name: HalfName): HalfForm {
    return name === 'imap' ? this.imap : this.smtp
  }

  setHalf(name: HalfName, half: HalfForm): void {
    if (name === 'imap') this.imap = half
    else this.smtp = half
  }

  /** The other protocol, with the servers known for it; what was typed for this one waits for a change of mind. */
  setIncoming(incoming: Incoming): void {
    this.#chosen = incoming
    if (incoming === this.incoming) return
    const found = this.lookup.discovery
    const hint = incoming === 'pop3' ? found?.pop3 : found?.imap
    const fresh = hint ? halfFrom(hint) : emptyHalf(incoming, this.imap.login || this.address)
    const next = this.#other ?? fresh
    this.#other = this.imap
    this.imap = next
    this.incoming = incoming
    // POP3 knows no dates to choose a depth by.
    if (incoming === 'pop3' && this.depth.kind !== 'new') this.depth = { kind: 'all' }
  }

  /** Opens the server fields; where nothing is known of the address, they start from the address alone. */
  openServers(): void {
    if (this.lookup.discovery === null && !this.isOfAddress) {
      this.#standFor(this.address)
      this.imap = emptyHalf(this.incoming, this.address)
      this.smtp = emptyHalf('smtp', this.address)
    }
    this.isManual = true
  }

  takeServers(found: Discovery): void {
    const address = found.address
    this.#standFor(this.address)
    // The practice server lives inside the program: there is no wire to overhear.
    const allowPlaintext = found.provider === 'practice'
    const wish = this.#chosen ?? found.incoming
    this.incoming = found[wish] ? wish : found.incoming
    const incoming = found[this.incoming]
    this.imap = incoming
      ? { ...halfFrom(incoming), allowPlaintext }
      : { ...emptyHalf(this.incoming, address), isOn: found.smtp === null }
    this.smtp = found.smtp
      ? { ...halfFrom(found.smtp), allowPlaintext }
      : { ...emptyHalf('smtp', address), isOn: incoming === null }
    this.isManual = found.by === 'guess'
  }

  #standFor(address: string): void {
    // A password is for the servers that it was typed for.
    if (domainOf(address) !== domainOf(this.#standsFor)) {
      this.password = ''
      this.smtpPassword = null
    }
    this.#standsFor = address
    this.#other = null
  }

  /** Why the servers cannot be tried yet: the half and its field, `one-half` when both are left out, or null. */
  get missing(): { half: HalfName; field: NonNullable<ReturnType<typeof missingIn>> } | 'one-half' | null {
    if (!this.imap.isOn && !this.smtp.isOn) return 'one-half'
    const imap = missingIn(this.imap)
    if (imap) return { half: 'imap', field: imap }
    const smtp = missingIn(this.smtp)
    return smtp ? { half: 'smtp', field: smtp } : null
  }

  draft(): MailboxDraft {
    const password = passwordToSend(this.provider, this.password)
    return {
      address: this.address,
      displayName: '',
      incoming: this.incoming,
      imap: this.imap.isOn ? { ...toServer(this.imap), password } : null,
      smtp: this.smtp.isOn ? { ...toServer(this.smtp), password: this.smtpPassword ?? password } : null,
    }
  }

  /** Runs the check unless it has already answered for exactly this; `again` runs it in any case. */
  async runCheck(again = false): Promise<void> {
    const draft = this.draft()
    const key = JSON.stringify(draft)
    if (!again && key === this.#checked && this.checkError === null) return
    this.#checked = key
    this.#checking?.abort()
    const mine = new AbortController()
    this.#checking = mine
    this.check = notChecked
    this.checkError = null
    this.sent = { is: 'open' }
    this.ticked = null
    try {
      for await (const line of await client.mailboxes.check(draft, { signal: mine.signal })) {
        if (mine.signal.aborted) return
        this.check = settle(this.check, line)
        if (line.line === 'depth') this.depth = fittingDepth(line.choices, line.freeDiskBytes, this.depth)
        if (line.line === 'folders')
          this.ticked = line.folders.filter((folder) => folder.isTicked).map((folder) => folder.path)
      }
      if (!mine.signal.aborted) this.check = { ...this.check, isDone: true }
    } catch (error) {
      if (!mine.signal.aborted) this.checkError = error
    }
  }

  async trust(name: HalfName, sha256: string): Promise<void> {
    this.setHalf(name, { ...this.half(name), pinnedCertificate: sha256 })
    await this.runCheck()
  }

  async allowPlaintext(name: HalfName): Promise<void> {
    this.setHalf(name, { ...this.half(name), allowPlaintext: true, security: 'none' })
    await this.runCheck()
  }

  /** The other half works: this one is not wanted, and what was found out about the other stays. */
  leaveOut(name: HalfName): void {
    this.setHalf(name, { ...this.half(name), isOn: false })
    this.#checked = JSON.stringify(this.draft())
  }

  async bringBack(name: HalfName): Promise<void> {
    this.setHalf(name, { ...this.half(name), isOn: true })
    await this.runCheck(true)
  }

  /** Connects the mailbox. Refused: the reason stands in `createError`, what was typed stays, null comes back. */
  async create(saveAnyway: boolean): Promise<Mailbox | null> {
    this.isCreating = true
    this.createError = null
    try {
      const made = await client.mailboxes.create({
        ...this.draft(),
        depth: this.depth,
        folders: this.ticked,
        sentFolder: this.sent.is === 'folder' ? this.sent.path : null,
        createContacts: this.createContacts,
        saveAnyway,
      })
      dropWizardDraft(localStorage)
      this.password = ''
      this.smtpPassword = null
      this.#checked = ''
      return made
    } catch (error) {
      this.createError = error
      return null
    } finally {
      this.isCreating = false
    }
  }

  /** Keeps the wizard for a day, without the password. */
  keep(): void {
    if (this.address === '') return
    const isOurs = this.isOfAddress
    const server = (half: HalfForm) => (isOurs && half.isOn && half.host !== '' ? toServer(half) : null)
    saveWizardDraft(
      localStorage,
      {
        address: this.address,
        discovery: this.lookup.discovery,
        incoming: this.incoming,
        imap: server(this.imap),
        smtp: server(this.smtp),
        isManual: isOurs && this.isManual,
      },
      Date.now(),
    )
  }

  stop(): void {
    this.lookup.stop()
    this.#checking?.abort()
  }
}
