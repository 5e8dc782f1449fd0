import { expect, test } from 'vitest'
import { createCredit } from './credit.ts'

test('bytes on their way never exceed the credit, except for one letter that is larger by itself', async () => {
  const credit = createCredit(100)
  const releases: (() => void)[] = []
  const granted: number[] = []
  const ask = (bytes: number) =>
    void credit.reserve(bytes).then((release) => {
      granted.push(bytes)
      releases.push(release)
    })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  for (const bytes of [60, 40, 500, 10]) ask(bytes)
  await settled()
  expect(granted).toEqual([60, 40])
  releases[0]?.()
  await settled()
  expect(granted, 'the large one waits for all, and those behind it wait their turn').toEqual([60, 40])
  releases[1]?.()
  await settled()
  expect(granted).toEqual([60, 40, 500])
  releases[2]?.()
  await settled()
  expect(granted).toEqual([60, 40, 500, 10])
})

test('a release that is called twice gives back once', async () => {
  const credit = createCredit(100)
  const release = await credit.reserve(100)
  release()
  release()
  await credit.reserve(60)
  let isThrough = false
  void credit.reserve(60).then(() => (isThrough = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isThrough).toBe(false)
})
