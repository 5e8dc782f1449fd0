// A change of language draws the page anew; what was typed before the sign-in outlives that here.

/** The form of the first administrator; the one-time link is kept here once it has left the address bar. */
export const firstAdmin = $state({
  link: '',
  office: '',
  firstName: '',
  lastName: '',
  email: '',
  password: '',
  repeat: '',
})

export function forgetFirstAdmin(): void {
  Object.assign(firstAdmin, { link: '', office: '', firstName: '', lastName: '', email: '', password: '', repeat: '' })
}

/** The administrator's new password after a restore, with the one-time link. */
export const restored = $state({ link: '', email: '', password: '', repeat: '' })

export function forgetRestored(): void {
  Object.assign(restored, { link: '', email: '', password: '', repeat: '' })
}

/** The password is not kept: typing it again is safer than leaving it in a page. */
export const signIn = $state({ email: '' })
