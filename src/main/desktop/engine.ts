// The engine's own process inside the desktop program: a stalled or crashed engine never freezes the window.
import { placeOf } from '../server/data-folder.ts'
import { startHost } from '../server/host.ts'
import { stopOf } from '../server/stop.ts'
import { say } from '../server/words.ts'
import type { FromEngine, ToEngine } from './messages.ts'

const shell = process.parentPort
const isSample = process.argv.includes('--sample')

void run()

async function run(): Promise<void> {
  try {
    const host = await startHost({
      place: placeOf(null, isSample),
      isSample,
      isDesktop: true,
      port: null,
      host: '127.0.0.1',
      allowHosts: [],
    })
    tell({ is: 'ready', url: host.entry() })
    void host.restartAsked.then(async (why) => {
      await host.close()
      tell({ is: 'again', withoutSample: why === 'discard-sample' })
      process.exit(0)
    })
    shell.on('message', ({ data }) => {
      // Only our own shell holds the other end.
      const message = data as ToEngine
      if (message.is === 'reconnect') host.reconnect()
      if (message.is === 'entry') tell({ is: 'ready', url: host.entry() })
      if (message.is === 'waiting?') tell({ is: 'waiting', letters: host.waitingToSend() })
      if (message.is === 'stop') void host.close().then(() => process.exit(0))
    })
  } catch (error) {
    const stop = stopOf(error)
    const words = error instanceof Error ? error.message : String(error)
    tell({ is: 'failed', sentence: stop ? say(stop.sentence, stop.params) : say('failed-inside', { words, log: '' }) })
  }
}

function tell(message: FromEngine): void {
  shell.postMessage(message)
}
