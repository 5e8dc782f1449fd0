// How Node is started for the engine: short-lived objects of its own thread may take 8 MB instead of V8's 48, which costs no
// speed, and glibc shares two heaps among all threads, since each of its own would keep what it once held.
export const engineFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8']
export const engineEnv = process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2' } : {}
