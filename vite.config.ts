import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const here = import.meta.dirname

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
