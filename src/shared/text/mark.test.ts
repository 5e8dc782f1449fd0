import { expect, test } from 'vitest'
import { MARK_BEGIN, MARK_END, marked, markedSnippet } from './mark.ts'

const shown = (text: string) => text.replaceAll(MARK_BEGIN, '[').replaceAll(MARK_END, ']')
const word = (text: string) => ({ text, isPrefix: false })
const begun = (text: string) => ({ text, isPrefix: true })

test('found words are marked in their forms, the word being typed as far as it is typed', () => {
  expect(shown(marked('Анна Белова и Кирилл Белов', [begun('белов')]))).toBe('Анна [Белов]а и Кирилл [Белов]')
  expect(shown(marked('Счёт и счета за лампы', [word('счет')]))).toBe('[Счёт] и [счета] за лампы')
  expect(shown(marked('Договор_Белова.pdf', [begun('белов')]))).toBe('Договор_[Белов]а.pdf')
  expect(shown(marked('nothing here', [word('счет')]))).toBe('nothing here')
})

test('a snippet shows the place where the word stands', () => {
  const text = `${'слово '.repeat(100)}договор подписан ${'ещё '.repeat(100)}`
  const snippet = shown(markedSnippet(text, [word('договор')], 120))
  expect(snippet).toContain('[договор] подписан')
  expect(snippet.startsWith('…')).toBe(true)
  expect(snippet.length).toBeLessThan(140)
})

test('a letter that carries the marks itself marks nothing', () => {
  expect(marked(`a${MARK_BEGIN}b${MARK_END}`, [])).toBe('ab')
})
