import { mount } from 'svelte'
import './tokens.css'
import './screens.css'
import App from './App.svelte'
import { installKeys } from './lib/keys.svelte.ts'
import { line } from './lib/line.svelte.ts'
import { installLocale } from './lib/locale.svelte.ts'
import { installLook } from './lib/look.svelte.ts'
import { installRoutes } from './lib/routes.svelte.ts'
import { secret } from './lib/secret.ts'
import { session } from './lib/session.svelte.ts'

installLocale()
installLook()
installRoutes()
installKeys()

const target = document.getElementById('app')
if (target === null) throw new Error('The page has no #app')
mount(App, { target })
// The office's socket opens while the session is still asked for; without a secret nobody is signed in.
if (secret.current !== null) line.open('', () => undefined)
void session.load()
