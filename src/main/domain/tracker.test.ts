import { expect, test } from 'vitest'
import { namesAddress, trackersIn } from './tracker.ts'

test('points, hidden pictures and pixels of mailing services are trackers, pictures are not', () => {
  const html = `
    <img src="https://shop.example/lamp.jpg" width="600" height="400">
    <img src="https://shop.example/logo.png" style="width:120px">
    <img width="1" height="1" src="https://t.example/a.gif?u=1&amp;l=2">
    <img src='https://t.example/b.gif' style="height:1px; width:1px">
    <img src="https://t.example/c.gif" style="display: none">
    <img src="https://u123.ct.sendgrid.net/wf/open?upn=abc">`
  expect([...trackersIn(html)]).toEqual([
    'https://t.example/a.gif?u=1&l=2',
    'https://t.example/b.gif',
    'https://t.example/c.gif',
    'https://u123.ct.sendgrid.net/wf/open?upn=abc',
  ])
})

test('an address counts as named by the letter however its ampersands are written', () => {
  expect(namesAddress('<img src="https://x.example/a?b=1&amp;c=2">', 'https://x.example/a?b=1&c=2')).toBe(true)
  expect(namesAddress('<img src="https://x.example/a">', 'https://y.example/a')).toBe(false)
})
