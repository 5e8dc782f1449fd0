import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/engine/**/*.test.ts', 'tests/*.test.ts'],
    // Long enough for a slow computer that has others to serve; whoever is quick waits for none of it.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // Most wait for servers and for each other half of their time.
    maxWorkers: availableParallelism() + 1,
  },
})
