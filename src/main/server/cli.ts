#!/usr/bin/env node
import { main } from './main.ts'

const LAST_MS = 2000
// A terminal or a pipe that is gone: nobody reads, and the work goes on.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
const code = await main(process.argv.slice(2))
process.exitCode = code
// Everything is closed by now: a timer that was forgotten must not keep a program that was told to stop.
setTimeout(() => process.exit(code), LAST_MS).unref()
