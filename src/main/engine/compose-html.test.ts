import { expect, test } from 'vitest'
import { inertHtml } from './compose-html.ts'

const quoted = (html: string) => inertHtml(html, { styles: '.golub-quote' })
const cell = (looks: string, inside: string) =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td ${looks}>${inside}</td></tr></table>`

test('a letter written white on dark is quoted white on dark', () => {
  expect(quoted('<html><body bgcolor="#112233" text="ffffff"><p>Hello</p></body></html>')).toBe(
    cell('bgcolor="#112233" style="color:#ffffff"', '<p>Hello</p>'),
  )
  expect(quoted('<body style="background:#111; color:#eee; margin:40px; height:100vh">Hello')).toBe(
    cell('style="background:#111;color:#eee"', 'Hello'),
  )
  expect(quoted('<body class="dark" dir="rtl" background="https://a.example/sky.png" onload="x()">Hello</body>')).toBe(
    cell('class="dark" dir="rtl" background="https://a.example/sky.png"', 'Hello'),
  )
})

test('a page without looks of its own leaves no trace, and in our own text none has any', () => {
  expect(quoted('<html><body onload="x()" id="a"><p>Hello</p></body></html>')).toBe('<p>Hello</p>')
  expect(quoted('<body text="red;background:url(x)" background="javascript:x()">Hello</body>')).toBe('Hello')
  expect(inertHtml('<body bgcolor="#112233">Hello</body>', { styles: null })).toBe('Hello')
})
