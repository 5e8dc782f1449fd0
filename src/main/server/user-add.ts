import { z } from 'zod'
import { Role } from '../../shared/model/user.ts'
import { hashPassword } from '../api/passwords.ts'
import { setSetting, setting } from '../store/settings.ts'
import { addUser, setPassword, userByEmail } from '../store/users.ts'
import { command } from './command.ts'
import { Stop } from './stop.ts'

const Password = z.string().min(10).max(1024)

/** Adds a member of the office. Whoever may write the data folder may do this; over the network nobody can. */
export const userAdd = command(
  'user add',
  z.object({ name: z.string().trim().min(1).max(120), email: z.string(), role: Role, password: Password }),
  async ({ opened: { store }, clock }, input) => {
    const email = addressOf(input.email)
    if (userByEmail(store.reader, email)) throw new Stop('user-exists', { email })
    const passwordHash = await hashPassword(input.password)
    const id = store.write((tx) => {
      if (setting(tx, 'office.name') === null) setSetting(tx, 'office.name', 'Golub')
      return addUser(tx, { name: input.name, email, role: input.role, passwordHash, locale: null }, clock.now())
    })
    return { id, email }
  },
)

export const userPassword = command(
  'user password',
  z.object({ email: z.string(), password: Password }),
  async ({ opened: { store } }, input) => {
    const user = userByEmail(store.reader, addressOf(input.email))
    if (!user) throw new Stop('no-user', { email: input.email })
    const hash = await hashPassword(input.password)
    store.write((tx) => setPassword(tx, user.id, hash))
    return { email: user.email }
  },
)

export function addressOf(text: string): string {
  const email = text.trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) throw new Stop('address-malformed', { email: text })
  return email
}
