import { expect, test } from 'vitest'
import { filesOver, isBlockedFile, plainFileName, sizeInLetter } from './file-rules.ts'

const MB = 1024 * 1024

test('files that a double click would run are blocked, however their names end', () => {
  for (const name of ['setup.exe', 'Счёт.PDF.EXE', 'a.jar', 'x.ps1', 'run.Cmd', 'trick.exe. ', 'link.lnk'])
    expect(isBlockedFile(name), name).toBe(true)
  for (const name of ['Счёт.pdf', 'exe', 'notes.json', 'page.html', 'scr.txt', 'archive.zip'])
    expect(isBlockedFile(name), name).toBe(false)
})

test('a name loses its folders and invisible signs, never its words', () => {
  expect(plainFileName('C:\\Users\\Анна\\Счёт № 5.pdf')).toBe('Счёт № 5.pdf')
  expect(plainFileName('/etc/../passwd')).toBe('passwd')
  expect(plainFileName('gpj.\u202Eexe\r\n')).toBe('gpj.exe')
  expect(plainFileName('\t')).toBe('')
  expect(plainFileName(`${'д'.repeat(300)}.docx`)).toBe(`${'д'.repeat(195)}.docx`)
})

test('a letter grows by a third on its way: 18 MB fit a server that takes 25, 19 do not', () => {
  expect(sizeInLetter(18 * MB)).toBeLessThan(25 * MB)
  expect(filesOver([{ size: 18 * MB }], 1000, 25 * MB)).toEqual([])
  expect(filesOver([{ size: 19 * MB }], 1000, 25 * MB)).toEqual([{ size: 19 * MB }])
})

test('the files named are those that are too large, or the fewest without which the rest fits', () => {
  const [film, plan, note] = [{ size: 60 * MB }, { size: 10 * MB }, { size: MB }]
  expect(filesOver([note, film, plan], 0, 25 * MB)).toEqual([film])
  expect(filesOver([plan, { size: 9 * MB }, note], 0, 25 * MB)).toEqual([plan])
})
