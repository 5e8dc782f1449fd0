import { openReader } from '../store/database.ts'
import { setting } from '../store/settings.ts'
import type { Place } from './data-folder.ts'
import { needOffice } from './office.ts'
import { keepKey, keyFileOf, keyFrom, keyOfPhrase, phraseOf } from './secrets.ts'
import { Stop } from './stop.ts'

export function exportKey(place: Place): string {
  return phraseOf(keyFrom(keyFile(place)))
}

/** Takes effect at the next start. Answers with the file. */
export function importKey(place: Place, phrase: string): string {
  if (phrase.trim() === '') throw new Stop('phrase-missing')
  const key = keyOfPhrase(phrase)
  if (!key) throw new Stop('phrase-wrong')
  const file = keyFile(place)
  keepKey(file, key)
  return file
}

function keyFile(place: Place): string {
  needOffice(place)
  const { reader, close } = openReader(place.file)
  try {
    return keyFileOf(place, setting(reader, 'installation.id') ?? '')
  } finally {
    close()
  }
}
