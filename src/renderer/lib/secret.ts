// Cookies ignore ports, so any other program on this host receives ours: the session also needs this secret, which only
// this page keeps. "Remember" keeps it past the closing of the window.
const NAME = 'golub.secret'

export const secret = {
  get current(): string | null {
    return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME)
  },
  keep(value: string, remember: boolean): void {
    secret.forget()
    ;(remember ? localStorage : sessionStorage).setItem(NAME, value)
  },
  forget(): void {
    sessionStorage.removeItem(NAME)
    localStorage.removeItem(NAME)
  },
}
