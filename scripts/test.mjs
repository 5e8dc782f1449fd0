// `npm test`: everything that has to hold, one line per part, and the sum at the end.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildDesktop, buildPage, compileMessages, root } from './prepare.mjs'
import { installTestTools } from './test-tools.mjs'

const bin = (path) => join(root, 'node_modules', path)
const results = mkdtempSync(join(tmpdir(), 'golub-test-'))
const sum = { passed: 0, failed: 0, skipped: 0 }
/** Said once more at the end, where whoever sees only the last lines of a long run finds it. */
const failures = []

const wanting = installTestTools()
if (wanting) {
  console.error(wanting)
  process.exit(1)
}
compileMessages()
check('format and lint', bin('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings'])
check('types', bin('typescript/bin/tsc'), ['-p', '.'])
check('types of the components', bin('svelte-check/bin/svelte-check'), [
  '--tsconfig',
  './tsconfig.json',
  '--fail-on-warnings',
  '--output',
  'human',
])
check('layers', bin('dependency-cruiser/bin/dependency-cruise.mjs'), ['--config', '.dependency-cruiser.mjs', 'src'])
check('dead code', bin('knip/bin/knip.js'), ['--no-progress'])
buildPage()
buildDesktop()
tests(
  'unit and engine tests',
  bin('vitest/vitest.mjs'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'vitest.json')}`],
  (report) => ({
    passed: report.numPassedTests,
    // A file that does not even load has no test to count.
    failed:
      report.numFailedTests +
      report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.length).length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }),
  'vitest.json',
  (report) =>
    report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => `${relative(root, file.name)} › ${test.fullName}\n${beginningOf(test.failureMessages[0])}`),
    ),
)
tests(
  'browser tests',
  bin('@playwright/test/cli.js'),
  ['test'],
  (report) => ({
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + report.errors.length,
    skipped: report.stats.skipped,
  }),
  'playwright.json',
  (report) => report.suites.flatMap(failuresOf),
  (report) => [...new Set(report.suites.flatMap(skipReasons))],
)
rmSync(results, { recursive: true, force: true })
for (const failure of failures) console.log(`\nfailed: ${failure}`)
console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`)
process.exit(sum.failed ? 1 : 0)

function check(name, script, args) {
  const begun = Date.now()
  const done = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const isGood = done.status === 0
  sum[isGood ? 'passed' : 'failed'] += 1
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${Math.round((Date.now() - begun) / 1000)} s)`)
  if (!isGood) console.log(`${done.stdout}\n${done.stderr}`.trim().slice(-12_000))
}

/** Without colours, as long as it takes to see what went wrong and where. */
function beginningOf(message = '') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() && !/^\s*at (?!.*\btests\b)/.test(line))
  const where = lines.find((line) => /^\s*at /.test(line)) ?? ''
  return [...new Set([...lines.slice(0, 12), where])]
    .filter(Boolean)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n')
}

/** The failed tests of a suite and of the suites in it. */
function failuresOf(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .flatMap((test) => test.results)
      .filter((result) => result.status === 'failed' || result.status === 'timedOut')
      .map(
        (result) =>
          `${suite.file}:${spec.line} › ${spec.title}\n${beginningOf(result.error?.stack ?? result.error?.message)}`,
      ),
  )
  return [...own, ...(suite.suites ?? []).flatMap(failuresOf)]
}

/** Why the tests of a suite and of the suites in it were left out. */
function skipReasons(suite) {
  const own = (suite.specs ?? []).flatMap((spec) => spec.tests.flatMap((test) => test.annotations))
  const here = own.filter(({ type }) => type === 'skip').map(({ description }) => `${suite.file}: ${description}`)
  return [...here, ...(suite.suites ?? []).flatMap(skipReasons)]
}

function tests(name, script, args, count, file, failed, reasons = () => []) {
  const report = join(results, file)
  const done = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  const said = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  const found = said ? count(said) : { passed: 0, failed: 1, skipped: 0 }
  // A runner that fails without a failed test (a fault in its own set-up) is a failure all the same.
  if (done.status !== 0 && !found.failed) found.failed = 1
  for (const key of Object.keys(sum)) sum[key] += found[key]
  console.log(
    `${found.failed ? 'FAIL' : 'ok  '} ${name}: ${found.passed} passed, ${found.failed} failed${found.skipped ? `, ${found.skipped} skipped` : ''}`,
  )
  if (said) failures.push(...failed(said))
  for (const reason of said ? reasons(said) : []) console.log(`skipped ${reason}`)
}
