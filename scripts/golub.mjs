// `npm run golub -- COMMAND`: the command line of the program, built when its sources changed.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildDesktop, buildPage, root } from './prepare.mjs'

buildPage()
buildDesktop()
await import(pathToFileURL(join(root, 'out/main/cli.js')).href)
