// A whole office on loopback for tests: real folder, real engine, real HTTP.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FirstAdmin, SignedIn } from '../../shared/api/session.ts'
import { placeOf } from './data-folder.ts'
import { type Host, startHost } from './host.ts'
import { perform } from './perform.ts'
import { tokenAdd } from './token.ts'
import { userAdd } from './user-add.ts'

export const PASSWORD = 'десять знаков'

/** A page in a browser: keeps its cookie and its secret, says where it comes from. */
export interface Page {
  cookie: string
  secret: string
  user: SignedIn['user']
}

export class TestOffice {
  readonly folder: string
  readonly place: ReturnType<typeof placeOf>
  host!: Host

  readonly #isSample: boolean

  constructor({ folder = mkdtempSync(join(tmpdir(), 'golub-host-')), isSample = false } = {}) {
    this.folder = folder
    this.place = { ...placeOf(join(this.folder, 'data'), false), keyFolder: join(this.folder, 'config') }
    this.#isSample = isSample
  }

  static async start(isSample = false): Promise<TestOffice> {
    const office = new TestOffice({ isSample })
    await office.open()
    return office
  }

  async open(): Promise<void> {
    this.host = await startHost({
      place: this.place,
      isSample: this.#isSample,
      isDesktop: false,
      port: 0,
      host: '127.0.0.1',
      allowHosts: ['127.0.0.1'],
    })
  }

  async end(): Promise<void> {
    await this.host.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  link(): string {
    return new URLSearchParams(this.host.entry().split('?')[1]).get('link') ?? ''
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.host.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.host.url + path, { headers })
  }

  async firstAdmin(change: Partial<FirstAdmin> = {}): Promise<Page> {
    const input = {
      link: this.link(),
      office: 'Северный свет',
      firstName: 'Ирина',
      lastName: 'Соколова',
      email: 'irina@sever.example',
      password: PASSWORD,
      locale: 'ru',
      ...change,
    }
    return pageOf(await this.post('/session/first-admin', input))
  }

  async addUser(email: string): Promise<void> {
    await perform(this.place, userAdd, { name: email, email, role: 'manager', password: PASSWORD }, () => undefined)
  }

  async token(email: string): Promise<string> {
    return (await perform(this.place, tokenAdd, { user: email, name: 'test' }, () => undefined)).token
  }
}

export async function pageOf(answer: Response): Promise<Page> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  // The shape is what these tests are about.
  const { secret, user } = (await answer.json()) as SignedIn
  return { cookie, secret, user }
}

export const asPage = (page: Page) => ({ cookie: page.cookie, 'x-golub-secret': page.secret })
export const asProgram = (token: string) => ({ authorization: `Bearer ${token}` })
