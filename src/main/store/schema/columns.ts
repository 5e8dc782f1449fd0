import { customType, integer } from 'drizzle-orm/sqlite-core'

/** UTC milliseconds. */
export const time = (name: string) => integer(name)
export const flag = (name: string) => integer(name, { mode: 'boolean' })
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'blob',
  fromDriver: (value) => value,
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
})
