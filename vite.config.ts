import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const here = import.meta.dirname

/** The sheet stands after the page's first picture: in the head it would hold up the first paint. */
const sheetAfterPicture: Plugin = {
  name: 'sheet-after-picture',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? []
      const without = sheets.reduce((page, sheet) => page.replace(sheet, ''), html)
      return without.replace('    <div id="app">', `${sheets.join('')}    <div id="app">`)
    },
  },
}

/** The renderer: one page with hash routes, served by the engine to the window and to browsers. */
export default defineConfig({
  root: `${here}/src/renderer`,
  base: './',
  plugins: [
    paraglideVitePlugin({
      project: `${here}/project.inlang`,
      outdir: `${here}/src/shared/i18n/paraglide`,
      strategy: ['globalVariable', 'baseLocale'],
    }),
    svelte({ configFile: `${here}/svelte.config.js` }),
    sheetAfterPicture,
  ],
  build: {
    outDir: `${here}/out/renderer`,
    emptyOutDir: true,
    sourcemap: false,
    minify: true,
    target: 'es2023',
    chunkSizeWarningLimit: 900,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
