import { expect, test } from 'vitest'
import { commandLine, copyName, folderOf, nameOf } from './commands.ts'

test('the command names the folder of this office, with its spaces kept together', () => {
  expect(commandLine('backup copy.sqlite', '/home/irina/Мой офис/golub.sqlite')).toBe(
    'npm run golub -- backup copy.sqlite --data "/home/irina/Мой офис"',
  )
  expect(folderOf('C:\\Users\\Ирина\\AppData\\Local\\Golub\\golub.sqlite')).toBe(
    'C:\\Users\\Ирина\\AppData\\Local\\Golub',
  )
  expect(nameOf('C:\\Users\\Ирина\\AppData\\Local\\Golub\\golub.sqlite')).toBe('golub.sqlite')
})

test('a copy is named after its day', () => {
  expect(copyName(new Date(2026, 0, 5, 23, 30).getTime())).toBe('golub-2026-01-05.sqlite')
})
