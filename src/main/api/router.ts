import { office } from './office.ts'
import { profile } from './profile.ts'

/** Handlers by the names of the contract. */
export const router = { office, profile }
