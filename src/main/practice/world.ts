import type { Faults } from './faults.ts'
import type { Account } from './postbox.ts'

/** What the connections of one practice server share. */
export interface World {
  /** By lower-cased address. */
  accounts: Map<string, Account>
  /** Changed by tests while the server runs. */
  faults: Faults
  now(): number
  /** Said with EHLO; left out the server says nothing of the largest letter that it takes. */
  maxLetterBytes?: number | undefined
}
