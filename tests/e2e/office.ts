// Where most specs begin: the program, a mail server with a few letters, and Anna before her inbox.
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test'
import { ANNA, type MailServer, startMailServer } from './mail-server.ts'
import { addAnna, rowOf, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'

export interface Office {
  program: Program
  mail: MailServer
  /** To be called after all, also when a spec went wrong. */
  close(): Promise<void>
}

export interface Inbox extends Office {
  page: Page
}

/** In a hook: the program without any people, and a mail server with these letters. */
export async function startOffice(letters: readonly string[]): Promise<Office> {
  // Two servers start and a mailbox is loaded: on a busy computer that alone takes a minute.
  test.setTimeout(180_000)
  const [program, mail] = await Promise.all([startProgram('--allow-host', '127.0.0.1'), startMailServer()])
  await mail.deliver(...letters)
  return {
    program,
    mail,
    async close() {
      await program.stop()
      await mail.stop()
    },
  }
}

/** Anna is signed in and sees the conversation that these words name. */
export async function openInbox(
  browser: Browser,
  letters: readonly string[],
  words: string,
  options: BrowserContextOptions = {},
): Promise<Inbox> {
  const office = await startOffice(letters)
  const context = await browser.newContext(options)
  const close = async () => {
    await context.close()
    await office.close()
  }
  try {
    await addAnna(office.program, office.mail)
    const page = await context.newPage()
    await signIn(page, office.program, ANNA)
    await expect(rowOf(page, words)).toBeVisible()
    return { ...office, page, close }
  } catch (error) {
    await close()
    throw error
  }
}
