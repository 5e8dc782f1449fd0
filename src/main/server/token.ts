import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { sha256 } from '../api/sessions.ts'
import { addToken, revokeTokens } from '../store/tokens.ts'
import { userByEmail } from '../store/users.ts'
import { command } from './command.ts'
import { Stop } from './stop.ts'
import { addressOf } from './user-add.ts'

/** A token with the rights of its user. Only its hash is stored: it is shown this once. */
export const tokenAdd = command(
  'token add',
  z.object({ user: z.string(), name: z.string().max(120) }),
  async ({ opened: { store }, clock }, input) => {
    const user = userByEmail(store.reader, addressOf(input.user))
    if (!user) throw new Stop('no-user', { email: input.user })
    const token = `golub_${randomBytes(32).toString('base64url')}`
    store.write((tx) => addToken(tx, { userId: user.id, tokenHash: sha256(token), name: input.name }, clock.now()))
    return { token }
  },
)

/** Takes a user's tokens of that label away; programs that use one are refused from their next call on. */
export const tokenRevoke = command(
  'token revoke',
  z.object({ user: z.string(), name: z.string().max(120) }),
  async ({ opened: { store }, clock }, input) => {
    const user = userByEmail(store.reader, addressOf(input.user))
    if (!user) throw new Stop('no-user', { email: input.user })
    const revoked = store.write((tx) => revokeTokens(tx, user.id, input.name, clock.now()))
    if (revoked === 0) throw new Stop('no-token', { name: input.name, email: user.email })
    return { revoked }
  },
)
