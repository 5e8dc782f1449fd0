// A letter at which the thread that reads letters dies.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BreakingServer, breakingServer } from '../rig/breaking-server.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const INBOX_ONLY = { ticked: [['INBOX', 'inbox']] as [string, 'inbox'][] }
let office: Office
let server: BreakingServer

beforeEach(async () => {
  office = openOffice({ parseWorker: new URL('../rig/dying-parser.ts', import.meta.url) })
  server = await breakingServer(6, [])
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const uids = () => office.rows<{ uid: number }>('SELECT uid FROM placements ORDER BY uid').map((row) => row.uid)
const pending = () => office.rows<{ uid: number; until: number }>('SELECT * FROM pending')
const putOff = () => office.count("SELECT count(*) FROM journal WHERE what = 'letter-put-off'")

test.each(['end', 'fail'])(
  'a letter at which the reading thread dies (%s) is put off, and its neighbours come',
  async (how) => {
    server.letters[2] = plainLetter({ id: 'deadly', text: `parse thread: ${how}` })
    const id = await office.connect(US, server.login, INBOX_ONLY)
    await office.waitsUntilWatching(id)
    expect(uids()).toEqual([1, 2, 4, 5, 6])
    expect(pending()).toMatchObject([{ uid: 3, because: 'failed' }])
    expect(pending()[0]?.until, 'it is tried again later').toBeGreaterThan(office.clock.now())
    expect(putOff()).toBe(1)

    server.letters.push(plainLetter({ id: 'new' }))
    await office.passesUntil(10_000, () => uids().includes(7), 'a new letter comes')
    server.letters[2] = plainLetter({ id: 'deadly', text: 'A newer version reads it' })
    await office.passesUntil(10_000, () => uids().length === 7, 'once it can be read, it comes too')
    expect(pending()).toEqual([])
    expect(office.check().faults).toEqual([])
  },
  60_000,
)
