import { expect, test } from 'vitest'
import { laidOut } from './source.ts'

test('the source shows a block to a line, and never changes a word', () => {
  const html = '<div>Раз <b>два</b></div><ul><li>три</li><li>четыре</li></ul><div><br></div>'
  expect(laidOut(html)).toBe('<div>Раз <b>два</b></div>\n<ul>\n<li>три</li>\n<li>четыре</li>\n</ul>\n<div><br></div>')
  expect(laidOut(html).replaceAll('\n', '')).toBe(html)
})
