import { mount } from 'svelte'
import './tokens.css'
import './screens.css'
import App from './App.svelte'
import { installKeys } from './lib/keys.svelte.ts'
import { installLocale } from './lib/locale.svelte.ts'
import { installLook } from './lib/look.svelte.ts'
import { installRoutes } from './lib/routes.svelte.ts'
import { session } from './lib/session.svelte.ts'

installLocale()
installLook()
installRoutes()
installKeys()

const target = document.getElementById('app')
if (target === null) throw new Error('The page has no #app')
mount(App, { target })
void session.load()
