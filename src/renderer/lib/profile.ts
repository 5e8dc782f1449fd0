import type { User } from '../../shared/model/user.ts'
import { client } from './client.ts'
import { session } from './session.svelte.ts'

type Part = Partial<Omit<User, 'id' | 'email' | 'role'>>

/** A change of one's own profile, seen at once. Throws what the office refuses; the old value is back then. */
export async function changeProfile(part: Part): Promise<void> {
  const release = session.hold(part)
  try {
    session.setUser(await client.profile.update(part))
  } finally {
    release()
  }
}
