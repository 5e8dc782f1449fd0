// node tests/corpus/write.ts DIR [letters] [seed] [hugeEvery]: a corpus as a Maildir, for the benches and for looking at it.
import { writeMaildir } from './maildir.ts'

const [folder, letters = '20000', seed = '1', hugeEvery = '10000'] = process.argv.slice(2)
if (!folder) throw new Error('Say where to: node tests/corpus/write.ts DIR [letters] [seed] [hugeEvery]')
const written = await writeMaildir(folder, {
  letters: Number(letters),
  seed: Number(seed),
  hugeEvery: Number(hugeEvery),
})
const sizes = written.letters.map((letter) => letter.size).sort((a, b) => a - b)
const at = (share: number) => sizes[Math.floor(sizes.length * share)]
console.log({
  letters: sizes.length,
  bytes: written.bytes,
  mean: Math.round(written.bytes / sizes.length),
  median: at(0.5),
  p90: at(0.9),
  p99: at(0.99),
  talks: new Set(written.letters.map((one) => one.talk)).size,
})
