// The layers of the house: hosts over api over engine over store, mail and domain over shared; the renderer sees shared only.
// Tests may reach further than what they test: a rule is proved with the real parts.
const layer = (name, from, forbidden) => ({ name, severity: 'error', from: { path: from, pathNot: '\\.test\\.ts$' }, to: { path: forbidden } })
const main = (...names) => `^src/main/(${names.join('|')})/`

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    layer('shared-imports-nothing-of-ours', '^src/shared/', '^src/(main|renderer)/'),
    { name: 'shared-knows-no-node', severity: 'error', from: { path: '^src/shared/', pathNot: 'paraglide' }, to: { dependencyTypes: ['core'] } },
    layer('renderer-imports-shared-only', '^src/renderer/', '^src/main/'),
    { name: 'renderer-takes-types-of-the-contract', severity: 'error', from: { path: '^src/renderer/' }, to: { path: '^src/shared/api/contract', dependencyTypesNot: ['type-only'] } },
    layer('domain-is-pure', main('domain'), '^src/main/(?!domain/)'),
    { name: 'domain-knows-no-node', severity: 'error', from: { path: main('domain'), pathNot: '\\.test\\.ts$' }, to: { dependencyTypes: ['core'] } },
    layer('store-stands-alone', main('store'), '^src/main/(?!store/)'),
    layer('mail-stands-alone', main('mail'), '^src/main/(?!mail/)'),
    layer('practice-stands-alone', main('practice'), '^src/main/(?!practice/)'),
    layer('engine-knows-no-host-and-no-api', main('engine'), main('api', 'desktop', 'server')),
    layer('api-knows-no-host', main('api'), main('desktop', 'server')),
    layer('sql-in-store-only', main('domain', 'mail', 'api', 'practice', 'desktop'), '^node_modules/(better-sqlite3|drizzle-orm)'),
    layer('wire-in-mail-only', main('domain', 'store', 'engine', 'api', 'server', 'desktop'), '^node_modules/(imapflow|mailparser|smtp-server)'),
    layer('electron-in-desktop-only', '^src/(shared|renderer|main/(?!desktop/))', '^node_modules/electron/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'i18n/paraglide' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['svelte', 'import', 'types', 'node'], extensions: ['.ts', '.svelte', '.js', '.mjs'] },
  },
}
