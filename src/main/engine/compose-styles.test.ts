import { expect, test } from 'vitest'
import { scopedStyles } from './compose-styles.ts'

const scoped = (css: string) => scopedStyles(css, '.q').replace(/\s+/g, ' ').trim()

test('what a quoted letter says of its paragraphs does not reach ours', () => {
  expect(scoped('p, td.a > b {color:navy} body{margin:0} html body p{top:0}')).toBe(
    '.q p, .q td.a > b {color:navy} .q{margin:0} .q p{top:0}',
  )
  expect(scoped('@media (max-width: 600px) { p { font-size: 12px } }')).toBe(
    '@media (max-width: 600px) { .q p { font-size: 12px } }',
  )
})

test('a quoted sheet loads nothing, does not end early, and is left out where it cannot be read', () => {
  expect(
    scoped('@import url(https://x.example/a.css); @font-face{font-family:x;src:url(https://x.example/f)} a{top:0}'),
  ).toBe('.q a{top:0}')
  expect(scoped('<!-- p{top:0} -->')).toBe('.q p{top:0}')
  expect(scoped('p{content:"</style><script>"}')).not.toContain('</style')
  expect(scoped('p{color:red')).toBe('')
})
