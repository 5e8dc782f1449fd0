// The real parse thread, but for one letter: it ends at it or fails, as it does when its memory is full; the text of the letter says which.
import { MessagePort } from 'node:worker_threads'

const on = MessagePort.prototype.on
MessagePort.prototype.on = function (this: MessagePort, name: string, listener: (value: unknown) => void) {
  return on.call(this, name, (message: unknown) => {
    if (name === 'message') obey(message)
    listener(message)
  })
} as typeof on

function obey(message: unknown): void {
  for (const { source } of lettersIn(message)) {
    const text = Buffer.from(source).toString('latin1')
    if (text.includes('parse thread: end')) process.exit(7)
    if (text.includes('parse thread: fail')) throw new Error('this letter is more than a thread can bear')
  }
}

function lettersIn(message: unknown): { source: Uint8Array }[] {
  if (typeof message !== 'object' || message === null) return []
  if ('letters' in message) return message.letters as { source: Uint8Array }[]
  return 'letter' in message ? [message.letter as { source: Uint8Array }] : []
}

await import('../../src/main/mail/mime/parse-worker.ts')
