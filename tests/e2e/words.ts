import { overwriteGetLocale } from '../../src/shared/i18n/paraglide/runtime.js'

// The browser asks for Russian, so the words a spec looks for are the Russian ones.
overwriteGetLocale(() => 'ru')

export { m } from '../../src/shared/i18n/paraglide/messages.js'
