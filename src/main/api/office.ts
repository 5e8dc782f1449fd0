import { statSync } from 'node:fs'
import { releaseHold } from '../engine/hold.ts'
import { officeFacts } from '../store/office.ts'
import { setting } from '../store/settings.ts'
import { changesOf } from './changes.ts'
import { Problem } from './problems.ts'
import { procedures } from './procedures.ts'

/** Below this the disk is called low: loading stops soon after. */
const LOW_DISK_BYTES = 1024 ** 3

export const office = {
  status: procedures.office.status.handler(({ context: { app, user } }) => {
    const { reader } = app.store
    const facts = officeFacts(reader, user.id)
    const free = app.freeDiskBytes()
    return {
      office: setting(reader, 'office.name') ?? 'Golub',
      isSample: app.about.isSample,
      version: app.about.version,
      dataFile: app.about.dataFile,
      dataBytes: statSync(app.store.file).size,
      freeDiskBytes: free,
      isDiskLow: free < LOW_DISK_BYTES,
      offlineSince: facts.offlineSince,
      waitingToSend: facts.waitingToSend,
      isHeld: setting(reader, 'hold') !== null,
    }
  }),
  reconnect: procedures.office.reconnect.handler(({ context }) => {
    context.app.engine.reconnect()
    return {}
  }),
  discardSample: procedures.office.discardSample.handler(({ context }) => {
    if (!context.app.about.isSample) throw new Problem('sample-only')
    context.app.discardSample()
    return {}
  }),
  releaseHold: procedures.office.releaseHold.handler(async ({ context }) => {
    await releaseHold(context.app.engine)
    return {}
  }),
  changes: procedures.office.changes.handler(({ context, signal }) =>
    changesOf(context.app.store, context.user.id, signal),
  ),
}
