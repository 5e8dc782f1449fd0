// `npm run build`: the page and the desktop program's bundles into out/; `npm run package` makes installers of them.
import { buildDesktop, buildPage } from './prepare.mjs'

buildPage()
buildDesktop()
