import { defineConfig } from 'electron-vite'

/** The shell, the engine's process, its threads and the command line; the page is built by vite.config.ts. */
export default defineConfig({
  main: {
    build: {
      minify: false,
      rollupOptions: {
        input: {
          index: 'src/main/desktop/main.ts',
          engine: 'src/main/desktop/engine.ts',
          cli: 'src/main/server/cli.ts',
          'mail-worker': 'src/main/mail/imap/mail-worker.ts',
          'parse-worker': 'src/main/mail/mime/parse-worker.ts',
          'reader-worker': 'src/main/engine/reader-worker.ts',
          'checkpoint-worker': 'src/main/engine/checkpoint-worker.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
})
