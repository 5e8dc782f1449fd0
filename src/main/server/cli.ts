#!/usr/bin/env node
import { main } from './main.ts'

const LAST_MS = 2000
const code = await main(process.argv.slice(2))
process.exitCode = code
// Everything is closed by now: a timer that was forgotten must not keep a program that was told to stop.
setTimeout(() => process.exit(code), LAST_MS).unref()
