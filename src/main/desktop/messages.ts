/** What the shell asks of the engine's process. */
export type ToEngine = { is: 'reconnect' } | { is: 'entry' } | { is: 'waiting?' } | { is: 'stop' }

/** What the engine's process tells the shell; `url` carries a one-time link. */
export type FromEngine =
  | { is: 'ready'; url: string }
  | { is: 'again'; withoutSample: boolean }
  | { is: 'waiting'; letters: number }
  | { is: 'failed'; sentence: string }
